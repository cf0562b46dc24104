// SPDX-License-Identifier: Apache-2.0
// What cannot be imported is refused by name, all at once; nothing that looks like something else is taken for it.
#include "tests/sim/import/check_import.h"

#include <catch2/catch.hpp>

#include <limits>

namespace hashiflex::test {
namespace {

using Catch::Contains;
using Ints = std::vector<std::int64_t>;

std::string pointwise(OnnxModel& m, const std::string& x, std::int64_t in, std::int64_t out,
                      OnnxAttributes attributes = {}) {
    return m.node("Conv", {x, m.random({out, in, 3, 3})}, attributes);
}

TEST_CASE("import: everything unsupported is listed at once, with what would help") {
    OnnxModel m;
    auto x = m.node("Elu", {m.input("x", {1, 2, 200, 200})});
    x = pointwise(m, x, 2, 3, {{"dilations", Ints{32, 32}}});
    x = m.node("HardSwish", {x});
    x = m.node("AveragePool", {x}, {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}});
    x = pointwise(m, x, 3, 3, {{"dilations", Ints{1, 32}}});
    x = m.node("Resize", {x});
    m.output(m.node("Mish", {x}));
    const std::string text = refusal(m);
    CHECK_THAT(text, Contains("found 7 things that cannot be imported; nothing was written"));
    CHECK_THAT(text, Contains("node 'Elu_0' (Elu): the chip has nothing for this operator; train the network with "
                              "Relu or Relu6 instead"));
    CHECK_THAT(text, Contains("node 'Conv_1' (Conv): its dilated kernel reaches over 65; the most is 64"));
    CHECK_THAT(text, Contains("'HardSwish_2'") && Contains("count_include_pad=0") && Contains("'Conv_4'") &&
                         Contains("'Resize_5'") && Contains("'Mish_6'"));
}

TEST_CASE("import: look-alikes are refused") {
    OnnxModel square;
    auto x = pointwise(square, square.input("x", {1, 2, 6, 6}), 2, 3);
    square.output(square.node("Mul", {x, x}));
    CHECK_THAT(refusal(square), Contains("it multiplies a map with itself"));

    OnnxModel excite;
    x = pointwise(excite, excite.input("x", {1, 2, 6, 6}), 2, 3);
    excite.output(excite.node("Mul", {x, excite.node("Sigmoid", {excite.node("GlobalAveragePool", {x})})}));
    CHECK_THAT(refusal(excite), Contains("(Sigmoid)") && Contains("swish and gates"));

    OnnxModel swish;
    x = pointwise(swish, swish.input("x", {1, 2, 6, 6}), 2, 3);
    auto y =
        swish.node("Clip", {swish.node("Add", {x, swish.reals({}, {3})}), swish.reals({}, {0}), swish.reals({}, {6})});
    swish.output(swish.node("Div", {swish.node("Mul", {x, y}), swish.reals({}, {6})}));
    CHECK_THAT(refusal(swish), Contains("it multiplies two maps, as hard-swish and gates do"));

    OnnxModel integers;
    x = pointwise(integers, integers.input("x", {1, 2, 6, 6}), 2, 3);
    x = integers.node(
        "Floor",
        {integers.node("Div", {integers.node("Add", {x, integers.random({1, 3, 1, 1})}), integers.reals({}, {8})})});
    integers.output(integers.node("Clip", {x, integers.reals({}, {0}), integers.reals({}, {255})}));
    CHECK_THAT(refusal(integers), Contains("(Floor)"));

    OnnxModel inside;
    x = inside.node("Tanh", {pointwise(inside, inside.input("x", {1, 2, 6, 6}), 2, 3)});
    inside.output(inside.node("Elu", {pointwise(inside, x, 3, 3)}));
    CHECK_THAT(refusal(inside), Contains("(Tanh) gives, which only the output may be") && Contains("(Elu)"));

    OnnxModel steep;
    x = pointwise(steep, steep.input("x", {1, 2, 6, 6}), 2, 3);
    steep.output(steep.node("PRelu", {x, steep.reals({3, 1, 1}, {0, 1.5F, 0.5F})}));
    CHECK_THAT(refusal(steep), Contains("its slope is 1.5"));

    OnnxModel broadcast;
    x = pointwise(broadcast, broadcast.input("x", {1, 2, 6, 6}), 2, 3);
    broadcast.output(broadcast.node("Add", {x, broadcast.node("GlobalAveragePool", {x})}));
    CHECK_THAT(refusal(broadcast), Contains("they must be of one shape"));
}

TEST_CASE("import: mean images, pads of another kind, comparisons along rows are refused") {
    OnnxModel mean_image;
    auto x = mean_image.node("Sub", {mean_image.input("x", {1, 1, 4, 4}), mean_image.random({1, 1, 4, 4})});
    mean_image.output(pointwise(mean_image, x, 1, 2));
    CHECK_THAT(refusal(mean_image), Contains("a mean image"));

    OnnxModel reflect;
    x = reflect.node("Pad", {reflect.input("x", {1, 1, 4, 4}), reflect.integers({0, 0, 1, 1, 0, 0, 1, 1})},
                     {{"mode", std::string("reflect")}});
    reflect.output(pointwise(reflect, x, 1, 2));
    CHECK_THAT(refusal(reflect), Contains("its mode is reflect"));

    OnnxModel value;
    x = pointwise(value, value.input("x", {1, 1, 6, 6}), 1, 2);
    x = value.node("Pad", {x, value.integers({0, 0, 1, 1, 0, 0, 1, 1}), value.reals({}, {1})});
    value.output(pointwise(value, x, 2, 2));
    CHECK_THAT(refusal(value), Contains("it pads with 1"));

    OnnxModel spatial;
    x = pointwise(spatial, spatial.input("x", {1, 1, 6, 6}), 1, 2);
    spatial.output(spatial.node("Softmax", {x}, {{"axis", std::int64_t{2}}}));
    CHECK_THAT(refusal(spatial), Contains("it compares values along the height"));
}

TEST_CASE("import: weights that are no numbers, or not there") {
    OnnxModel nan;
    nan.output(nan.node(
        "Conv", {nan.input("x", {1, 1, 4, 4}), nan.reals({1, 1, 1, 2}, {1, std::numeric_limits<float>::quiet_NaN()})}));
    CHECK_THAT(refusal(nan), Contains("its weights hold NaN, as value 1"));

    OnnxModel computed;
    const auto x = computed.input("x", {1, 1, 4, 4});
    computed.output(computed.node("Conv", {x, pointwise(computed, x, 1, 1)}));
    CHECK_THAT(refusal(computed), Contains("only constants can be hardwired"));

    OnnxModel wrong;
    wrong.output(wrong.node("Conv", {wrong.input("x", {1, 3, 4, 4}), wrong.random({2, 4, 1, 1})}));
    CHECK_THAT(refusal(wrong), Contains("its weights [2, 4, 1, 1] do not fit an input of 3 channels"));

    OnnxModel missing;
    missing.output(missing.node("Conv", {missing.input("x", {1, 3, 4, 4}), "nobody"}));
    CHECK_THAT(refusal(missing), Contains("nothing gives its input 'nobody'"));

    OnnxModel large;
    const auto y = large.node("Conv", {large.input("x", {1, 1, 4, 4}), large.reals({1, 1, 1, 1}, {3e38F})});
    large.output(large.node("Mul", {y, large.reals({}, {10})}));
    CHECK_THAT(refusal(large), Contains("its weights overflow"));
}

TEST_CASE("import: files of other opsets, operators of other domains, sizes that are open") {
    for (const int opset : {6, 22}) {
        OnnxModel m(opset);
        m.output(m.node("Relu", {m.input("x", {1, 1, 4, 4})}));
        CHECK_THAT(refusal(m), Contains("found opset " + std::to_string(opset) + "; allowed: 7 to 21"));
    }
    OnnxModel domain;
    domain.output(domain.node("FusedConv", {domain.input("x", {1, 1, 4, 4})}));
    domain.last_node().set_domain("com.microsoft");
    CHECK_THAT(refusal(domain),
               Contains("(com.microsoft.FusedConv): the chip has nothing for operators of this domain"));

    OnnxModel unknown;
    unknown.output(unknown.node("ConvRelu", {unknown.input("x", {1, 1, 4, 4})}));
    CHECK_THAT(refusal(unknown), Contains("(ConvRelu): the chip has nothing for this operator"));

    OnnxModel open;
    open.output(pointwise(open, open.input("x", {1, 1, -1, -1}), 1, 2));
    CHECK_THAT(refusal(open), Contains("its axis 2 has no fixed extent") && Contains("fixed size"));

    OnnxModel two;
    auto x = pointwise(two, two.input("x", {1, 1, 4, 4}), 1, 2);
    two.output(two.node("Add", {x, two.input("y", {1, 2, 2, 2})}));
    CHECK_THAT(refusal(two), Contains("input 'y': the network reads a second input"));
}

TEST_CASE("import: a cycle, a tensor that is given twice, shapes that overflow or are empty") {
    OnnxModel cycle;
    auto x = cycle.node("Add", {cycle.input("x", {1, 1, 4, 4}), "t2"});
    cycle.output(cycle.node("Relu", {x}));
    CHECK_THAT(refusal(cycle), Contains("the graph has a cycle: node 'Add_0' (Add)"));

    OnnxModel twice;
    x = twice.node("Relu", {twice.input("x", {1, 1, 4, 4})});
    twice.node("Relu", {x});
    twice.last_node().set_output(0, x);
    twice.output(x);
    CHECK_THAT(refusal(twice), Contains("the tensor 't1' is given twice"));

    OnnxModel overflow;
    overflow.output(overflow.node("Conv", {overflow.input("x", {1, 1, 4, 4}), overflow.reals({1, 1, 1, 1}, {1})}));
    auto& weights = overflow.last_constant();
    weights.set_dims(0, std::numeric_limits<std::int64_t>::max());
    weights.set_dims(2, 16);
    CHECK_THAT(refusal(overflow), Contains("has more than 2^40 elements"));
    weights.set_dims(0, 0);
    CHECK_THAT(refusal(overflow), Contains("it has no elements"));
    weights.set_dims(0, -1);
    CHECK_THAT(refusal(overflow), Contains("has a negative extent"));
}

}  // namespace
}  // namespace hashiflex::test
