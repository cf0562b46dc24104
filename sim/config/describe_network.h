// SPDX-License-Identifier: Apache-2.0
// The keys of a network file.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/config/describe.h"
#include "sim/config/network_file.h"
#include "sim/config/rules.h"

#include <variant>

namespace hashiflex {

constexpr Integers kDimension{1, 65536};
constexpr Integers kFrac{-32, 32};
constexpr HeightWidth kKernel{{1, 64}};
constexpr Integers kPad{0, 63};

inline const Choices<core::Activation> kActivations{
    {{"none", core::Activation::none}, {"relu", core::Activation::relu}, {"relu6", core::Activation::relu6}}};

template <class V>
void describe(V& v, core::InputSpec& input) {
    v.required("height", input.height, kDimension, "Rows of an image, pixels.");
    v.required("width", input.width, kDimension, "Columns of an image, pixels.");
    v.required("channels", input.channels, kDimension, "Values per pixel, uint8 each.");
    v.required("offset", input.offset, Offsets{}, "Subtracted from each uint8 value: one, or one per channel.");
    v.required("frac", input.frac, kFrac, "The chip sees a value in units of 2^-frac.");
}

template <class V>
void describe(V& v, core::OutputSpec& output) {
    v.required("bits", output.bits, Integers{1, 16}, "Wires per value.");
    v.required("signed", output.is_signed, Flag{}, "Two's complement instead of unsigned.");
    v.required("frac", output.frac, kFrac, "Values are in units of 2^-frac.");
}

template <class V>
void describe(V& v, core::Padding& padding) {
    v.required("top", padding.top, kPad, "Rows of padding above the map.");
    v.required("bottom", padding.bottom, kPad, "Rows of padding below the map.");
    v.required("left", padding.left, kPad, "Columns of padding left of the map.");
    v.required("right", padding.right, kPad, "Columns of padding right of the map.");
}

template <class V, class Windowed>
void describe_window(V& v, Windowed& layer) {
    v.required("kernel", layer.kernel, kKernel, "Rows and columns of the window, pixels.");
    v.optional("stride", layer.stride, kKernel, "Distance of windows, pixels.");
    v.optional("padding", layer.padding, Pads{}, "Where windows may leave the map; padding is 0 after the offset.");
}

template <class V, class Activated>
void describe_output(V& v, Activated& layer) {
    v.optional("activation", layer.activation, kActivations, "Clamp of the output, folded into the stage.");
    v.required("output", layer.output, Format{},
               "The number format of the output; auto: whoever quantizes the network chooses it.");
}

template <class V, class Weighted>
void describe_weights(V& v, Weighted& layer) {
    v.optional("levels", layer.levels, Integers{1, 16}, "Distinct exponents that a weight may have.");
    v.optional("terms", layer.terms, Integers{1, 8}, "Signed powers of two that a weight is the sum of, at most.");
}

template <class V>
void describe(V& v, core::ConvSpec& conv) {
    describe_window(v, conv);
    v.optional("groups", conv.groups, kDimension, "Groups of channels that see only each other.");
    v.required("channels", conv.channels, kDimension, "Output channels.");
    describe_output(v, conv);
    describe_weights(v, conv);
}

template <class V>
void describe(V& v, core::DepthwiseSpec& depthwise) {
    describe_window(v, depthwise);
    describe_output(v, depthwise);
    describe_weights(v, depthwise);
}

template <class V>
void describe(V& v, core::LinearSpec& linear) {
    v.required("channels", linear.channels, kDimension, "Outputs.");
    describe_output(v, linear);
    describe_weights(v, linear);
}

template <class V>
void describe(V& v, core::PoolSpec& pool) {
    describe_window(v, pool);
}

template <class V>
void describe(V&, core::GlobalPoolSpec&) {}

template <class V>
void describe(V& v, core::AddSpec& add) {
    describe_output(v, add);
}

template <class V>
void describe(V&, core::ConcatSpec&) {}

template <class V>
void describe(V& v, core::ClassifierSpec& classifier) {
    v.required("classes", classifier.classes, kDimension, "Classes.");
    v.optional("weight_bits", classifier.weight_bits, IntegerSet{{2, 4, 8}}, "Bits of a weight, signed.");
}

template <class V>
void describe(V& v, core::LayerSpec& layer) {
    constexpr Text kIdentifier{Text::Form::identifier};
    v.required("name", layer.name, kIdentifier, "Names the stage in design files, reports and traces.");
    v.kind(Field{"kind", true, "What the layer computes."}, layer.kind);
    v.optional("inputs", layer.inputs, ListOf<Text>{kIdentifier, 1},
               "Layers that feed this one, or input; left out: the layer before.");
    std::visit([&v](auto& kind) { describe(v, kind); }, layer.kind);
}

template <class V>
void describe(V& v, TestSet& test_set) {
    v.required("file", test_set.file, Text{}, "A .npz file, relative to this one.");
    v.required("images", test_set.images, Text{}, "Its array of uint8 images [n][height][width][channels].");
    v.required("labels", test_set.labels, Text{}, "Its array of classes [n].");
}

template <class V>
void describe(V& v, Reference& reference) {
    v.required("float_top1", reference.float_top1, Reals{0, 1, false}, "Top-1 accuracy before quantization, a share.");
}

template <class V>
void describe(V& v, NetworkFile& file) {
    v.required("name", file.spec.name, Text{Text::Form::name}, "Names the network in reports.");
    v.required("input", file.spec.input, Mapping{}, "The images.");
    WeightsKey weights{file.weights, file.synthetic, file.quantize};
    v.required("weights", weights, Weights{},
               "A .npz file, relative to this one; or made up, or made of float weights.");
    v.optional("test_set", file.test_set, Mapping{}, "Labelled images for the accuracy.");
    v.optional("reference", file.reference, Mapping{}, "What the network was before it was quantized.");
    v.required("layers", file.spec.layers, ListOf<Mapping>{{}, 1}, "Producers before consumers.");
}

}  // namespace hashiflex
