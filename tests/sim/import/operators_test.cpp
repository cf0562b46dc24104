// SPDX-License-Identifier: Apache-2.0
// Every operator that is supported, in the forms in which exporters write it, against a naive interpreter.
#include "tests/sim/import/check_import.h"

#include <catch2/catch.hpp>

namespace hashiflex::test {
namespace {

// A convolution with random weights behind `x`.
std::string conv(OnnxModel& m, const std::string& x, std::int64_t in, std::int64_t out, std::int64_t kernel = 3,
                 OnnxAttributes attributes = {{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}},
                 std::int64_t groups = 1) {
    if (groups > 1) attributes.emplace_back("group", groups);
    return m.node("Conv", {x, m.random({out, in / groups, kernel, kernel}), m.random({out})}, attributes);
}

std::string gemm(OnnxModel& m, const std::string& x, std::int64_t in, std::int64_t out) {
    return m.node("Gemm", {x, m.random({out, in}), m.random({out})}, {{"transB", std::int64_t{1}}});
}

using Ints = std::vector<std::int64_t>;

TEST_CASE("import: convolutions: kernels, strides, pads, groups") {
    const OnnxAttributes variants[] = {
        {},
        {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}, {"dilations", Ints{1, 1}}},
        {{"strides", Ints{2, 1}}, {"pads", Ints{0, 1, 2, 0}}},
        {{"auto_pad", std::string("SAME_UPPER")}, {"strides", Ints{2, 2}}},
        {{"auto_pad", std::string("SAME_LOWER")}, {"strides", Ints{2, 2}}},
        {{"auto_pad", std::string("VALID")}, {"pads", Ints{1, 1, 1, 1}}},
        {{"auto_pad", std::string("NOTSET")}, {"pads", Ints{1, 0, 1, 0}}},
    };
    for (const auto& attributes : variants) {
        OnnxModel m;
        const auto x = m.input("x", {1, 4, 8, 6});
        m.output(m.node("Relu", {conv(m, x, 4, 6, 3, attributes)}));
        CHECK(kinds(check_import(m)) == "conv relu");
    }
    for (const std::int64_t groups : {2, 4}) {
        OnnxModel m;
        const auto x = m.input("x", {1, 4, 7, 7});
        m.output(conv(m, conv(m, x, 4, 8, 3, {{"pads", Ints{1, 1, 1, 1}}}, groups), 8, 8, 3, {}, 8));
        CHECK(kinds(check_import(m)) == "conv, depthwise");
    }
}

TEST_CASE("import: asymmetric pads of an even kernel, a bias as an Add of [C, 1, 1], one axis instead of two") {
    OnnxModel m;
    const auto x = m.input("x", {1, 2, 6, 6});
    const auto y = m.node("Conv", {x, m.random({4, 2, 4, 2})}, {{"pads", Ints{1, 0, 2, 1}}});
    m.output(m.node("Add", {y, m.random({4, 1, 1})}));
    CHECK(kinds(check_import(m)) == "conv");

    OnnxModel flat;
    const auto row = flat.input("x", {-1, 3, 16});
    const auto once = flat.node("Conv", {row, flat.random({4, 3, 5})}, {{"pads", Ints{2, 2}}, {"strides", Ints{2}}});
    flat.output(flat.node("MaxPool", {once}, {{"kernel_shape", Ints{2}}, {"strides", Ints{2}}}));
    check_import(flat);
}

TEST_CASE("import: batch normalization is folded backwards, forwards, or becomes a stage") {
    OnnxModel back;
    auto x = back.input("x", {1, 3, 6, 6});
    x = back.node("BatchNormalization", with(conv(back, x, 3, 4), back.statistics(4)), {{"epsilon", 1e-3}});
    back.output(back.node("Relu", {x}));
    CHECK(kinds(check_import(back)) == "conv relu");

    OnnxModel forward;  // behind a Relu, before a convolution without padding
    x = forward.node("Relu", {conv(forward, forward.input("x", {1, 3, 6, 6}), 3, 4)});
    x = forward.node("BatchNormalization", with(x, forward.statistics(4)));
    forward.output(conv(forward, x, 4, 5, 3, {}));
    CHECK(kinds(check_import(forward)) == "conv relu, conv");

    OnnxModel padded;  // and before one with padding: folding would be wrong at the borders
    x = padded.node("Relu", {conv(padded, padded.input("x", {1, 3, 6, 6}), 3, 4)});
    x = padded.node("BatchNormalization", with(x, padded.statistics(4)));
    padded.output(conv(padded, x, 4, 5));
    const auto staged = check_import(padded);
    CHECK(kinds(staged) == "conv relu, depthwise, conv");
    const auto& weights = staged.model.weights.at(staged.model.spec.layers[1].name + ".weight");
    for (const float weight : weights.reals) CHECK((weight == 1 || weight == 0.5F || weight == 2 || weight == 0.25F));

    OnnxModel pooled;  // through pools
    x = pooled.node("Relu", {conv(pooled, pooled.input("x", {1, 3, 8, 8}), 3, 4)});
    x = pooled.node("MaxPool", {x}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
    x = pooled.node("BatchNormalization", with(x, pooled.statistics(4)));
    x = pooled.node("GlobalAveragePool", {x});
    pooled.output(gemm(pooled, pooled.node("Flatten", {x}), 4, 3));
    CHECK(kinds(check_import(pooled)) == "conv relu, pool, global_pool, classifier");

    OnnxModel matrix;  // behind a matrix, on two axes
    x = matrix.node("Flatten", {matrix.input("x", {1, 1, 4, 4})});
    x = matrix.node("MatMul", {x, matrix.random({16, 6})});
    x = matrix.node("Relu", {matrix.node("BatchNormalization", with(x, matrix.statistics(6)))});
    matrix.output(gemm(matrix, x, 6, 3));
    CHECK(kinds(check_import(matrix)) == "linear relu, classifier");

    OnnxModel joined;  // behind a concat: into both of its inputs
    x = joined.input("x", {1, 3, 5, 5});
    x = joined.node("Concat", {conv(joined, x, 3, 2), conv(joined, x, 3, 4)}, {{"axis", std::int64_t{1}}});
    x = joined.node("Relu", {joined.node("BatchNormalization", with(x, joined.statistics(6)))});
    joined.output(conv(joined, x, 6, 2));
    CHECK(kinds(check_import(joined)) == "conv relu, conv relu, concat, conv");
}

TEST_CASE("import: a network that normalizes before its convolutions has stages for that") {
    OnnxModel m;
    auto x = conv(m, m.input("x", {1, 3, 6, 6}), 3, 4);
    const auto y = m.node("Relu", {m.node("BatchNormalization", with(x, m.statistics(4)))});
    x = m.node("Add", {x, conv(m, y, 4, 4)});
    x = m.node("Relu", {m.node("BatchNormalization", with(x, m.statistics(4)))});
    m.output(m.node("GlobalAveragePool", {x}));
    CHECK(kinds(check_import(m)) == "conv, depthwise relu, conv, add, depthwise relu, global_pool");
}

TEST_CASE("import: activations, before pools too, and those that do nothing") {
    OnnxModel m(9);
    auto x = conv(m, m.input("x", {1, 2, 8, 8}), 2, 4);
    x = m.node("MaxPool", {x}, {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}});
    x = m.node("Clip", {x}, {{"min", 0.0}, {"max", 6.0}});
    x = m.node("Relu", {m.node("Relu", {x})});
    x = m.node("Clip", {x}, {{"min", 0.0}});
    m.output(x);
    CHECK(kinds(check_import(m)) == "conv relu6, pool");

    OnnxModel bounds;
    auto y = conv(bounds, bounds.input("x", {1, 2, 5, 5}), 2, 3);
    y = bounds.node("Min", {bounds.node("Max", {y, bounds.reals({}, {0})}), bounds.reals({1}, {6})});
    bounds.output(bounds.node("Clip", {y, bounds.reals({}, {0}), ""}));
    CHECK(kinds(check_import(bounds)) == "conv relu6");

    OnnxModel alone;  // of an average that may be negative: a stage
    y = alone.node("GlobalAveragePool", {conv(alone, alone.input("x", {1, 2, 5, 5}), 2, 3)});
    alone.output(gemm(alone, alone.node("Flatten", {alone.node("Relu", {y})}), 3, 2));
    CHECK(kinds(check_import(alone)) == "conv, global_pool, depthwise relu, classifier");
}

TEST_CASE("import: pools") {
    const OnnxAttributes variants[] = {
        {{"kernel_shape", Ints{2, 2}}},
        {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{3, 3}}},
        {{"kernel_shape", Ints{3, 2}}, {"strides", Ints{2, 2}}, {"ceil_mode", std::int64_t{1}}},
        {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{3, 3}}, {"ceil_mode", std::int64_t{1}}},
        {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"auto_pad", std::string("SAME_UPPER")}},
        {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"pads", Ints{0, 0, 1, 1}}},
    };
    for (const auto& attributes : variants) {
        OnnxModel m;
        m.output(m.node("MaxPool", {conv(m, m.input("x", {1, 2, 8, 7}), 2, 3)}, attributes));
        CHECK(kinds(check_import(m)) == "conv, pool");
    }
    OnnxModel average;
    auto x = average.node("AveragePool", {average.input("x", {1, 2, 8, 8})},
                          {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}, {"ceil_mode", std::int64_t{1}}});
    x = average.node(
        "AveragePool", {conv(average, x, 2, 3)},
        {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}, {"count_include_pad", std::int64_t{1}}});
    average.output(average.node("GlobalMaxPool", {x}));
    check_import(average);
}

TEST_CASE("import: means over the map, by attribute and by input, in both layouts") {
    OnnxModel nchw;
    auto x = nchw.node("ReduceMean", {conv(nchw, nchw.input("x", {1, 2, 4, 5}), 2, 6)},
                       {{"axes", Ints{-1, 2}}, {"keepdims", std::int64_t{0}}});
    nchw.output(gemm(nchw, x, 6, 4));
    CHECK(kinds(check_import(nchw)) == "conv, global_pool, classifier");

    OnnxModel twice;  // columns, then rows; and a window that is the whole map
    x = twice.node("ReduceMean", {conv(twice, twice.input("x", {1, 2, 4, 5}), 2, 6)},
                   {{"axes", Ints{3}}, {"keepdims", std::int64_t{0}}});
    twice.output(twice.node("ReduceMean", {x}, {{"axes", Ints{2}}, {"keepdims", std::int64_t{0}}}));
    CHECK(kinds(check_import(twice)) == "conv, pool, global_pool");
    OnnxModel window;
    window.output(window.node("AveragePool", {conv(window, window.input("x", {1, 2, 4, 5}), 2, 6)},
                              {{"kernel_shape", Ints{4, 5}}}));
    CHECK(kinds(check_import(window)) == "conv, global_pool");

    OnnxModel nhwc(18);
    x = nhwc.node("Transpose", {nhwc.input("x", {1, 4, 5, 2})}, {{"perm", Ints{0, 3, 1, 2}}});
    x = nhwc.node("Transpose", {conv(nhwc, x, 2, 6)}, {{"perm", Ints{0, 2, 3, 1}}});
    x = nhwc.node("ReduceMean", {x, nhwc.integers({1, 2})}, {{"keepdims", std::int64_t{1}}});
    x = nhwc.node("Squeeze", {x, nhwc.integers({1, 2})});
    nhwc.output(nhwc.node("Add", {nhwc.node("MatMul", {x, nhwc.random({6, 4})}), nhwc.random({4})}));
    CHECK(kinds(check_import(nhwc, {false, true})) == "conv, global_pool, classifier");
}

TEST_CASE("import: sums, differences and products with constants") {
    OnnxModel m;
    auto x = m.input("x", {1, 2, 5, 5});
    const auto a = conv(m, x, 2, 3), b = conv(m, x, 2, 3), c = conv(m, x, 2, 3);
    x = m.node("Sum", {m.node("Sub", {a, b}), c, m.node("Mul", {a, m.random({1, 3, 1, 1})})});
    x = m.node("Sub", {m.reals({}, {2}), m.node("Div", {x, m.reals({1}, {3})})});
    x = m.node("Add", {x, m.node("Neg", {c})});
    m.output(m.node("Add", {x, x}));
    check_import(m);
}

TEST_CASE("import: Gemm in its forms, and a matrix that every pixel is multiplied with") {
    OnnxModel m;
    auto x = m.node("Flatten", {conv(m, m.input("x", {1, 2, 3, 4}), 2, 3)});
    x = m.node("Gemm", {x, m.random({36, 5}), m.random({1, 5})}, {{"alpha", 0.5}, {"beta", 2.0}});
    x = m.node("Gemm", {m.node("Relu", {x}), m.random({5, 7})});
    x = m.node("Gemm", {m.node("Relu", {x}), m.random({7, 6}), m.reals({}, {0.25F})}, {{"beta", 0.5}});
    m.output(x);
    CHECK(kinds(check_import(m)) == "conv, linear relu, linear relu, classifier");

    OnnxModel pixels;
    x = pixels.node("MatMul", {pixels.input("x", {1, 4, 4, 3}), pixels.random({3, 5})});
    x = pixels.node("Relu", {pixels.node("Add", {x, pixels.random({5})})});
    pixels.output(x);
    CHECK(kinds(check_import(pixels, {false, true, true})) == "conv relu");
}

TEST_CASE("import: heads: a convolution over the map, 1x1 before an average, a Softmax, an ArgMax") {
    OnnxModel whole;
    auto x = conv(whole, whole.input("x", {1, 3, 4, 4}), 3, 4);
    x = whole.node("Conv", {whole.node("Relu", {x}), whole.random({5, 4, 4, 4})});
    x = whole.node("Reshape", {x, whole.integers({1, 5})});
    whole.output(whole.node("Softmax", {x}));
    const auto imported = check_import(whole);
    CHECK(kinds(imported) == "conv relu, classifier");
    CHECK(imported.notes.front().find("(Softmax) is left out") != std::string::npos);

    OnnxModel average;
    x = conv(average, average.input("x", {1, 3, 4, 4}), 3, 4);
    x = average.node("GlobalAveragePool", {conv(average, average.node("Relu", {x}), 4, 6, 1, {})});
    average.output(
        average.node("ArgMax", {average.node("Softmax", {average.node("Flatten", {x})})}, {{"axis", std::int64_t{1}}}));
    CHECK(kinds(check_import(average)) == "conv relu, global_pool, classifier");

    OnnxModel activated;  // a Relu before the average: no classifier
    x = conv(activated, activated.input("x", {1, 3, 4, 4}), 3, 4);
    activated.output(activated.node("GlobalAveragePool", {activated.node("Relu", {x})}));
    CHECK(kinds(check_import(activated)) == "conv relu, global_pool");

    OnnxModel compared;  // but what is compared are classes
    x = conv(compared, compared.input("x", {1, 3, 4, 4}), 3, 4);
    x = compared.node("GlobalAveragePool", {compared.node("Relu", {x})});
    compared.output(compared.node("Softmax", {x}, {{"axis", std::int64_t{1}}}));
    CHECK(kinds(check_import(compared)) == "conv relu, global_pool, classifier");
}

TEST_CASE("import: clamps between any bounds, slopes below 0") {
    OnnxModel m;
    auto x = conv(m, m.input("x", {1, 3, 4, 4}), 3, 4);
    x = m.node("Clip", {x, m.reals({}, {-0.25F}), m.reals({}, {0.5F})});
    x = conv(m, x, 4, 4, 1, {});
    x = m.node("Clip", {x, m.reals({}, {0}), m.reals({}, {0.3F})});
    m.output(conv(m, x, 4, 2, 1, {}));
    CHECK(kinds(check_import(m)) == "conv relu6, conv relu6, conv");

    OnnxModel one_sided;
    x = conv(one_sided, one_sided.input("x", {1, 3, 4, 4}), 3, 4);
    x = one_sided.node("Max", {x, one_sided.reals({}, {-0.1F})});
    x = conv(one_sided, x, 4, 4, 1, {});
    x = one_sided.node("Min", {x, one_sided.reals({}, {0.2F})});
    one_sided.output(conv(one_sided, x, 4, 2, 1, {}));
    CHECK(kinds(check_import(one_sided)) == "conv relu, conv relu, conv");

    OnnxModel leaky;
    x = leaky.node("LeakyRelu", {conv(leaky, leaky.input("x", {1, 3, 4, 4}), 3, 4)}, {{"alpha", 0.125}});
    x = leaky.node("PRelu", {conv(leaky, x, 4, 3, 1, {}), leaky.reals({3, 1, 1}, {0.25F, -0.5F, 1})});
    leaky.output(leaky.node("LeakyRelu", {conv(leaky, x, 3, 3, 1, {})}, {{"alpha", 0.0}}));
    CHECK(kinds(check_import(leaky)) == "conv, depthwise relu, add, conv, depthwise, depthwise relu, add, conv relu");
}

TEST_CASE("import: a dilated kernel is one with weights 0 between its taps") {
    OnnxModel m;
    const auto x = m.node("Conv", {m.input("x", {1, 2, 9, 9}), m.random({3, 2, 3, 2})},
                          {{"dilations", Ints{2, 3}}, {"pads", Ints{2, 1, 2, 2}}, {"strides", Ints{1, 2}}});
    m.output(x);
    const auto imported = check_import(m);
    CHECK(imported.model.weights.at("Conv_0.weight").shape == std::vector<std::size_t>{3, 5, 4, 2});
}

TEST_CASE("import: sums over the map, the mean of two maps, outputs that keep the order of classes") {
    OnnxModel m;
    auto x = conv(m, m.input("x", {1, 3, 4, 4}), 3, 4);
    x = m.node("Mean", {x, conv(m, x, 4, 4, 1, {})});
    x = m.node("ReduceSum", {m.node("Relu", {x}), m.integers({2, 3})}, {{"keepdims", std::int64_t{0}}});
    x = m.node("Tanh", {m.node("Gemm", {x, m.random({4, 3})})});
    m.output(m.node("TopK", {x, m.integers({2})}));
    CHECK(kinds(check_import(m)).find("global_pool, classifier") != std::string::npos);
}

TEST_CASE("import: nodes that do nothing: Identity, Dropout, Cast, Constant") {
    OnnxModel m(12);
    auto x = m.node("Cast", {m.input("x", {-1, 2, 4, 4})}, {{"to", std::int64_t{1}}});
    x = m.node("Dropout", {m.node("Identity", {conv(m, x, 2, 3)}), m.reals({}, {0.5F})});
    m.last_node().add_output("mask");
    auto& constant = *m.model().mutable_graph()->add_node();
    constant.set_op_type("Constant");
    constant.add_output("w");
    auto& value = *constant.add_attribute();
    value.set_name("value");
    value.set_type(onnx::AttributeProto::TENSOR);
    m.random({4, 3, 1, 1});
    *value.mutable_t() = m.last_constant();
    m.output(m.node("Conv", {x, "w"}));
    CHECK(kinds(check_import(m)) == "conv, conv");
}

}  // namespace
}  // namespace hashiflex::test
