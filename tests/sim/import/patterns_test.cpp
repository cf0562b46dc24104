// SPDX-License-Identifier: Apache-2.0
// Traps of public files: layouts, padding, computed shapes, forms of weights, names, sizes.
#include "tests/sim/import/check_import.h"

#include <catch2/catch.hpp>

#include <cstring>

namespace hashiflex::test {
namespace {

using Ints = std::vector<std::int64_t>;
const Ints kToNchw{0, 3, 1, 2}, kToNhwc{0, 2, 3, 1};
constexpr double kUnit =
    128 / 127.5;  // a first layer's weights take (pixel - 127) / 127.5 of the chip's (pixel - 127) / 128

std::string conv3(OnnxModel& m, const std::string& x, std::int64_t in, std::int64_t out, Ints pads = {1, 1, 1, 1}) {
    return m.node("Conv", {x, m.random({out, in, 3, 3}), m.random({out})}, {{"pads", pads}});
}

TEST_CASE("import: NHWC islands: a pair of Transposes around each convolution, Dense behind an NHWC Flatten") {
    OnnxModel m;
    auto x = m.input("x", {-1, 6, 5, 3});
    for (const auto& [in, out] : {std::pair{3, 4}, std::pair{4, 2}}) {
        x = m.node("Transpose", {x}, {{"perm", kToNchw}});
        x = m.node("Transpose", {conv3(m, x, in, out)}, {{"perm", kToNhwc}});
        x = m.node("Add", {x, m.random({out})});  // a bias of [C], behind
        x = m.node("Relu", {x});
    }
    x = m.node("Reshape", {x, m.integers({-1, 60})});
    m.output(m.node("Add", {m.node("MatMul", {x, m.random({60, 4})}), m.random({4})}));
    CHECK(kinds(check_import(m, {false, true})) == "conv relu, conv relu, classifier");
}

TEST_CASE("import: pixels are scaled in the graph, before the Transpose") {
    OnnxModel m;
    auto x = m.node("Mul", {m.input("x", {1, 6, 6, 3}), m.reals({}, {1 / 255.0F})});
    x = m.node("Add", {x, m.reals({1}, {-0.5F})});
    x = m.node("Transpose", {x}, {{"perm", kToNchw}});
    m.output(conv3(m, x, 3, 4, {0, 0, 0, 0}));
    const auto imported = check_import(m, {true, true});
    CHECK(kinds(imported) == "conv");
    CHECK(imported.notes.front() == "pixels are scaled as the graph does it");

    OnnxModel channels;  // as torchvision's means, in the graph
    x = channels.node("Sub",
                      {channels.input("x", {1, 3, 6, 6}), channels.reals({1, 3, 1, 1}, {123.5F, 116.25F, 103.5F})});
    x = channels.node("Div", {x, channels.reals({3, 1, 1}, {58.5F, 57.0F, 57.5F})});
    channels.output(conv3(channels, x, 3, 4, {0, 0, 0, 0}));
    CHECK(kinds(check_import(channels, {true})) == "conv");

    OnnxModel
        padded;  // means that one offset cannot stand for: one for each channel, within half a pixel at the borders
    x = padded.node("Sub", {padded.input("x", {1, 3, 6, 6}), padded.reals({1, 3, 1, 1}, {123.5F, 116.25F, 103.5F})});
    padded.output(conv3(padded, x, 3, 4));
    const auto each = check_import(padded, {true, false, false, 5e-3});
    CHECK(kinds(each) == "conv");
    CHECK(each.model.spec.input.offset.values() == std::vector<int>{124, 116, 104});

    OnnxModel outside;  // a zero that no pixel has, before padding: a stage, exact at the borders
    x = outside.node("Sub", {outside.input("x", {1, 3, 6, 6}), outside.reals({1, 3, 1, 1}, {123.5F, -20.0F, 300.0F})});
    outside.output(conv3(outside, x, 3, 4));
    CHECK(kinds(check_import(outside, {true})) == "depthwise, conv");

    OnnxModel rounded;  // a mean that is rounded: its fraction is in the bias, and borders differ by as much
    x = rounded.node("Sub", {rounded.input("x", {1, 1, 5, 5}), rounded.reals({}, {100.25F})});
    rounded.output(
        rounded.node("Conv", {x, rounded.reals({1, 1, 3, 3}, std::vector<float>(9, 1))}, {{"pads", Ints{1, 1, 1, 1}}}));
    const auto fraction = import_model(rounded);
    CHECK(fraction.model.spec.input.offset == 100);
    CHECK(fraction.model.weights.at("Conv_1.bias").reals[0] == Approx(-9 * 0.25));
    CHECK_THAT(fraction.notes.back(), Catch::Contains("padding is the pixel value 100, 0.25 from the network's zero"));

    OnnxModel integers;  // uint8 images, cast
    x = integers.node("Cast", {integers.input("x", {1, 3, 6, 6}, onnx::TensorProto::UINT8)}, {{"to", std::int64_t{1}}});
    x = integers.node("Div", {integers.node("Sub", {x, integers.reals({}, {128})}), integers.reals({}, {64})});
    integers.output(conv3(integers, x, 3, 4));
    const auto exact = check_import(integers, {true});
    CHECK(exact.model.spec.input.offset == 128);
    CHECK(exact.model.spec.input.frac == 6);
}

TEST_CASE("import: an image that is folded out of a flat input; a Reshape instead of a Transpose where C = 1") {
    OnnxModel flat;
    auto x = flat.node("Reshape", {flat.input("x", {1, 40}), flat.integers({-1, 8, 5, 1})});
    x = flat.node("Transpose", {x}, {{"perm", kToNchw}});
    x = flat.node("Flatten", {conv3(flat, x, 1, 3)});
    flat.output(flat.node("Gemm", {x, flat.random({120, 4})}));
    const auto imported = check_import(flat, {false, true});
    CHECK(imported.model.spec.input.height == 8);
    CHECK(imported.model.spec.input.width == 5);

    OnnxModel reshaped;
    x = reshaped.node("Reshape", {reshaped.input("x", {1, 8, 5, 1}), reshaped.integers({-1, 1, 8, 5})});
    reshaped.output(conv3(reshaped, x, 1, 3));
    check_import(reshaped, {false, true});

    OnnxModel dense;  // no convolution at all
    x = dense.node("Gemm", {dense.input("x", {-1, 20}), dense.random({20, 6})});
    dense.output(dense.node("Gemm", {dense.node("Relu", {x}), dense.random({6, 3})}));
    CHECK(kinds(check_import(dense)) == "linear relu, classifier");

    OnnxModel image;
    x = image.node("Flatten", {image.input("x", {-1, 3, 4, 5})});
    image.output(image.node("Gemm", {x, image.random({60, 3})}));
    CHECK(kinds(check_import(image)) == "classifier");
}

TEST_CASE("import: Pad before a convolution or pool: attribute, initializer, in NHWC, all zero, the least number") {
    OnnxModel attribute(9);
    auto x = attribute.node("Pad", {attribute.input("x", {1, 2, 6, 6})}, {{"pads", Ints{0, 0, 1, 2, 0, 0, 0, 1}}});
    attribute.output(conv3(attribute, x, 2, 3, {0, 0, 1, 0}));
    CHECK(kinds(check_import(attribute)) == "conv");

    OnnxModel nhwc;
    x = nhwc.node("Pad", {nhwc.input("x", {1, 6, 6, 2}), nhwc.integers({0, 0, 0, 0, 0, 1, 1, 0}), nhwc.reals({}, {0})});
    x = nhwc.node("Transpose", {x}, {{"perm", kToNchw}});
    nhwc.output(conv3(nhwc, x, 2, 3, {0, 0, 0, 0}));
    CHECK(kinds(check_import(nhwc, {false, true})) == "conv");

    OnnxModel nothing;
    x = nothing.node("Pad", {nothing.input("x", {1, 2, 6, 6}), nothing.integers({0, 0, 0, 0, 0, 0, 0, 0})});
    nothing.output(conv3(nothing, x, 2, 3));
    CHECK(kinds(check_import(nothing)) == "conv");

    OnnxModel maximum;
    x = conv3(maximum, maximum.input("x", {1, 2, 6, 6}), 2, 3);
    x = maximum.node("Pad", {x, maximum.integers({0, 0, 1, 1, 0, 0, 1, 1}), maximum.reals({}, {-3.4028235e38F})});
    maximum.output(maximum.node("MaxPool", {x}, {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}}));
    CHECK(kinds(check_import(maximum)) == "conv, pool");

    OnnxModel positive;  // zeros do no harm to what is not negative
    x = positive.node("Relu", {conv3(positive, positive.input("x", {1, 2, 6, 6}), 2, 3)});
    x = positive.node("Pad", {x, positive.integers({0, 0, 0, 0, 0, 0, 1, 1})});
    positive.output(positive.node("MaxPool", {x}, {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}}));
    CHECK(kinds(check_import(positive)) == "conv relu, pool");

    OnnxModel scaled;  // the value that is 0 behind the scale
    x = scaled.node(
        "Pad", {scaled.input("x", {1, 2, 6, 6}), scaled.integers({0, 0, 1, 1, 0, 0, 1, 1}), scaled.reals({}, {128})});
    x = scaled.node("Div", {scaled.node("Sub", {x, scaled.reals({}, {128})}), scaled.reals({}, {64})});
    scaled.output(conv3(scaled, x, 2, 3, {0, 0, 0, 0}));
    CHECK(kinds(check_import(scaled, {true})) == "conv");
}

TEST_CASE("import: shapes that are computed: Shape, Gather, Slice, Unsqueeze, Concat") {
    OnnxModel m;
    auto x = conv3(m, m.input("x", {-1, 2, 4, 4}), 2, 3);
    const auto batch = m.node("Gather", {m.node("Shape", {x}), m.integer(0)});
    const auto shape = m.node("Concat", {m.node("Unsqueeze", {batch, m.integers({0})}), m.integers({-1})},
                              {{"axis", std::int64_t{0}}});
    x = m.node("Reshape", {x, shape});
    m.output(m.node("Gemm", {x, m.random({48, 4})}));
    CHECK(kinds(check_import(m)) == "conv, classifier");

    OnnxModel sliced(10);
    x = conv3(sliced, sliced.input("x", {-1, 2, 4, 4}), 2, 3);
    const auto first = sliced.node(
        "Slice", {sliced.node("Shape", {x}), sliced.integers({0}), sliced.integers({1}), sliced.integers({0})});
    x = sliced.node(
        "Reshape",
        {x, sliced.node("Concat", {sliced.node("Cast", {first}, {{"to", std::int64_t{7}}}), sliced.integers({48})},
                        {{"axis", std::int64_t{0}}})});
    sliced.output(sliced.node("Gemm", {x, sliced.random({48, 4})}));
    check_import(sliced);
}

TEST_CASE("import: the batch is a number in a constant, a Reshape gives one axis, a Flatten begins at 0") {
    for (const Ints& shape : {Ints{1, -1}, Ints{0, -1}, Ints{-1, 48}, Ints{1, 48}}) {
        OnnxModel m;
        auto x = m.node("Reshape", {conv3(m, m.input("x", {-1, 2, 4, 4}), 2, 3), m.integers(shape)});
        m.output(m.node("Gemm", {x, m.random({48, 4})}));
        check_import(m);
    }
    for (const Ints& shape : {Ints{10000, -1}, Ints{64, 48}}) {  // more than one image: no interpreter runs this on one
        OnnxModel m;
        auto x = m.node("Reshape", {conv3(m, m.input("x", {-1, 2, 4, 4}), 2, 3), m.integers(shape)});
        m.output(m.node("Gemm", {x, m.random({48, 4})}));
        CHECK(kinds(import_model(m)) == "conv, classifier");
    }
    OnnxModel fixed;  // and where the input says the same number
    auto x = fixed.node("Reshape", {conv3(fixed, fixed.input("x", {64, 2, 4, 4}), 2, 3), fixed.integers({64, -1})});
    fixed.output(fixed.node("Gemm", {x, fixed.random({48, 4})}));
    CHECK(kinds(import_model(fixed)) == "conv, classifier");

    OnnxModel one;
    x = one.node("Reshape", {conv3(one, one.input("x", {1, 2, 4, 4}), 2, 3), one.integers({-1})});
    one.output(one.node("MatMul", {x, one.random({48, 4})}));
    check_import(one);

    OnnxModel zero;
    x = zero.node("Flatten", {conv3(zero, zero.input("x", {1, 2, 4, 4}), 2, 3)}, {{"axis", std::int64_t{0}}});
    x = zero.node("Flatten", {x});  // of two axes
    zero.output(zero.node("Gemm", {x, zero.random({48, 4})}));
    check_import(zero);
}

TEST_CASE("import: weights: float_data, Transpose of an initializer, listed as inputs, float16, double") {
    OnnxModel m;
    auto x = conv3(m, m.input("x", {1, 2, 4, 4}), 2, 3);
    x = m.node("Gemm", {m.node("Flatten", {x}), m.node("Transpose", {m.random({4, 48})})});
    m.output(x);
    for (auto& constant : *m.model().mutable_graph()->mutable_initializer()) {
        if (constant.data_type() != onnx::TensorProto::FLOAT) continue;
        std::vector<float> values(constant.raw_data().size() / sizeof(float));
        std::memcpy(values.data(), constant.raw_data().data(), constant.raw_data().size());
        constant.clear_raw_data();
        for (const float value : values) constant.add_float_data(value);
        m.model().mutable_graph()->add_input()->set_name(constant.name());
    }
    CHECK(kinds(check_import(m)) == "conv, classifier");

    OnnxModel wide;
    x = wide.node("Conv", {wide.input("x", {1, 1, 4, 4}), wide.reals({1, 1, 1, 1}, {0})});
    auto& constant = wide.last_constant();
    const double value = 0.75;
    constant.set_data_type(onnx::TensorProto::DOUBLE);
    constant.set_raw_data(std::string(reinterpret_cast<const char*>(&value), sizeof value));
    wide.output(x);
    CHECK(import_model(wide).model.weights.at("Conv_0.weight").reals[0] == Approx(0.75 * kUnit));
    constant.set_data_type(onnx::TensorProto::FLOAT16);
    constant.set_raw_data(std::string("\x00\xba", 2));  // -0.75
    CHECK(import_model(wide).model.weights.at("Conv_0.weight").reals[0] == Approx(-0.75 * kUnit));
}

TEST_CASE("import: names: none, numbers, slashes and colons, the long name of the default domain") {
    OnnxModel m;
    auto x = conv3(m, m.input("x", {1, 2, 4, 4}), 2, 3);
    m.last_node().clear_name();
    x = conv3(m, x, 3, 3);
    m.last_node().set_name("125");
    x = conv3(m, x, 3, 3);
    m.last_node().set_name("model/block.1/conv:0/Conv2D");
    m.last_node().set_domain("ai.onnx");
    m.output(x);
    auto& unused = *m.model().add_opset_import();
    unused.set_domain("com.microsoft");
    unused.set_version(1);
    const auto imported = check_import(m);
    CHECK(imported.model.spec.layers[0].name == "conv1");
    CHECK(imported.model.spec.layers[1].name == "conv2");
    CHECK(imported.model.spec.layers[2].name == "model_block_1_conv_0");
}

TEST_CASE("import: one of two outputs, and a declared shape that is wrong") {
    OnnxModel m;
    auto x = conv3(m, m.input("x", {1, 2, 4, 4}), 2, 3);
    m.output(x);
    m.output(m.node("Relu", {x}));
    CHECK_THAT(refusal(m), Catch::Contains("the graph has 2 outputs: ") && Catch::Contains("choose one with --output"));
    importing::ImportOptions options;
    options.output = m.model().graph().output(0).name();
    CHECK(kinds(check_import(m, {}, options)) == "conv");
    options.output = "t99";
    CHECK_THAT(refusal(m, options), Catch::Contains("'t99', which no node gives"));

    OnnxModel wrong;
    wrong.output(conv3(wrong, wrong.input("x", {1, 2, 4, 4}), 2, 3));
    auto& shape =
        *wrong.model().mutable_graph()->mutable_output(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    for (const int extent : {7, 7, 7}) shape.add_dim()->set_dim_value(extent);
    check_import(wrong);
}

TEST_CASE("import: nodes that do not stand in order") {
    OnnxModel m;
    m.output(m.node("Relu", {conv3(m, m.input("x", {1, 2, 4, 4}), 2, 3)}));
    m.model().mutable_graph()->mutable_node()->SwapElements(0, 1);
    CHECK(kinds(import_model(m)) == "conv relu");
}

TEST_CASE("import: quantizers: values as they are, formats where scales are powers of two, a range from 0 is a Relu") {
    const auto zero_point = [](OnnxModel& m, int type) {
        const auto zero = m.reals({}, {0});
        m.last_constant().set_data_type(type);
        m.last_constant().set_raw_data(std::string(1, '\0'));
        return zero;
    };
    OnnxModel m;
    auto w = m.reals({3, 2, 1, 1}, std::vector<float>(6, 0));
    m.last_constant().set_data_type(onnx::TensorProto::INT8);
    m.last_constant().set_raw_data(std::string("\x01\xff\x02\x03\x04\x05", 6));
    w = m.node("DequantizeLinear", {w, m.reals({3}, {0.5F, 0.25F, 0.125F})}, {{"axis", std::int64_t{0}}});
    auto x = m.node("Conv", {m.input("x", {1, 2, 4, 4}), w});
    const auto scale = m.reals({}, {1 / 32.0F}), unsigned_zero = zero_point(m, onnx::TensorProto::UINT8);
    x = m.node("DequantizeLinear", {m.node("QuantizeLinear", {x, scale, unsigned_zero}), scale, unsigned_zero});
    const auto odd = m.reals({}, {0.3F}), signed_zero = zero_point(m, onnx::TensorProto::INT8);
    x = m.node("Conv", {x, m.random({3, 3, 1, 1})});
    x = m.node("DequantizeLinear", {m.node("QuantizeLinear", {x, odd, signed_zero}), odd, signed_zero});
    m.output(m.node("Conv", {x, m.random({3, 3, 1, 1})}));
    const auto imported = import_model(m);
    CHECK(kinds(imported) == "conv relu, conv, conv");
    const auto& first = std::get<core::ConvSpec>(imported.model.spec.layers[0].kind).output;
    CHECK_FALSE(first.automatic);
    CHECK(first.bits == 8);
    CHECK_FALSE(first.is_signed);
    CHECK(first.frac == 5);
    CHECK(std::get<core::ConvSpec>(imported.model.spec.layers[1].kind).output.automatic);
    const double values[] = {0.5, -0.5, 0.5, 0.75, 0.5, 0.625};
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(imported.model.weights.at("Conv_1.weight").reals[i] == Approx(values[i] * kUnit));

    OnnxModel qonnx;  // weights of two bits, activations of four
    w = qonnx.node(
        "Quant",
        {qonnx.reals({2, 1, 1, 1}, {0.7F, -2.0F}), qonnx.reals({}, {0.5F}), qonnx.reals({}, {0}), qonnx.reals({}, {2})},
        {{"signed", std::int64_t{1}}, {"narrow", std::int64_t{1}}, {"rounding_mode", std::string("ROUND")}});
    qonnx.last_node().set_domain("qonnx.custom_op.general");
    x = qonnx.node("Relu", {qonnx.node("Conv", {qonnx.input("x", {1, 1, 4, 4}), w})});
    x = qonnx.node("Quant", {x, qonnx.reals({}, {0.25F}), qonnx.reals({}, {0}), qonnx.reals({}, {4})},
                   {{"signed", std::int64_t{0}}, {"narrow", std::int64_t{0}}});
    qonnx.last_node().set_domain("qonnx.custom_op.general");
    qonnx.output(qonnx.node("Conv", {x, qonnx.random({2, 2, 1, 1})}));
    const auto four = import_model(qonnx);
    const auto& output = std::get<core::ConvSpec>(four.model.spec.layers[0].kind).output;
    CHECK(output.bits == 4);
    CHECK(output.frac == 2);
    CHECK(four.model.weights.at("Conv_1.weight").reals[0] == Approx(0.5 * kUnit));
    CHECK(four.model.weights.at("Conv_1.weight").reals[1] == Approx(-0.5 * kUnit));
}

TEST_CASE("import: preprocessing as it is said, and blue first") {
    OnnxModel m;
    m.output(conv3(m, m.input("x", {1, 3, 4, 4}), 3, 2, {0, 0, 0, 0}));
    importing::ImportOptions options;
    options.preprocessing.range = {0.0, 1.0};
    options.preprocessing.mean = {0.5, 0.25, 0.125};
    options.preprocessing.deviation = {0.5};
    options.preprocessing.bgr = true;
    const auto said = import_model(m, options);

    // The same, in the graph: red and blue exchanged by a 1x1 convolution.
    OnnxModel graph;
    auto x =
        graph.node("Conv", {graph.input("x", {1, 3, 4, 4}), graph.reals({3, 3, 1, 1}, {0, 0, 1, 0, 1, 0, 1, 0, 0})});
    x = graph.node("Mul", {x, graph.reals({}, {1 / 255.0F})});
    x = graph.node("Div",
                   {graph.node("Sub", {x, graph.reals({3, 1, 1}, {0.5F, 0.25F, 0.125F})}), graph.reals({}, {0.5F})});
    const auto& constants = m.model().graph().initializer();
    std::vector<float> weights(54), bias(2);
    std::memcpy(weights.data(), constants[0].raw_data().data(), 54 * sizeof(float));
    std::memcpy(bias.data(), constants[1].raw_data().data(), 2 * sizeof(float));
    graph.output(graph.node("Conv", {x, graph.reals({2, 3, 3, 3}, weights), graph.reals({2}, bias)}));
    check_same_values(said, graph);
}

}  // namespace
}  // namespace hashiflex::test
