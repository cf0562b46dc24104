// SPDX-License-Identifier: Apache-2.0
#include "sim/import/fold_quantized.h"

#include "sim/import/fold.h"
#include "sim/import/fold_arithmetic.h"
#include "sim/import/unsupported.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace hashiflex::importing {
namespace {

// Which scale counts for element i of the data: one for all, or one for each position along an axis.
std::function<std::size_t(std::size_t)> parameter_index(const Node& node, const Tensor& data, const Tensor& scale) {
    if (scale.size() == 1) return [](std::size_t) { return std::size_t{0}; };
    if (node.integer("block_size", 0) != 0) throw Unsupported("its scales are of blocks, which are not read");
    const std::size_t axis = axis_of(node.integer("axis", 1), data.shape.size());
    if (scale.shape.size() != 1 || scale.shape[0] != data.shape[axis])
        throw Unsupported("its scales " + shape_text(scale.shape) + " do not fit axis " + std::to_string(axis) +
                          " of " + shape_text(data.shape));
    std::size_t inner = 1;
    for (std::size_t i = axis + 1; i < data.shape.size(); ++i) inner *= static_cast<std::size_t>(data.shape[i]);
    const std::size_t extent = scale.size();
    return [inner, extent](std::size_t i) { return i / inner % extent; };
}

double zero_point(const Constants& inputs, std::size_t at) {
    if (inputs.size() < 3 || inputs[2] == nullptr) return 0;
    if (inputs[2]->size() <= at) throw Unsupported("it has fewer zero points than scales");
    return inputs[2]->at(at);
}

const Tensor& scale_of(const Constants& inputs) {
    if (inputs.size() < 2 || inputs[1] == nullptr || !inputs[1]->is_real())
        throw Unsupported("its scale is no real constant");
    return *inputs[1];
}

}  // namespace

IntegerRange range_of(Element element) {
    switch (element) {
        case Element::int8:
            return {-128, 127};
        case Element::uint8:
            return {0, 255};
        case Element::int16:
            return {-32768, 32767};
        case Element::uint16:
            return {0, 65535};
        default:
            throw Unsupported("it quantizes to a type that is neither 8 nor 16 bits wide");
    }
}

IntegerRange qonnx_range(double bits, bool is_signed, bool narrow) {
    if (!(bits >= 1 && bits <= 32) || bits != std::floor(bits)) throw Unsupported("its width is no number of bits");
    const double top = std::exp2(is_signed ? bits - 1 : bits);
    if (is_signed) return {narrow ? 1 - top : -top, top - 1};
    return {0, narrow ? top - 2 : top - 1};
}

Tensor fold_quantize(const Node& node, const Constants& inputs) {
    const Tensor &data = *inputs[0], &scale = scale_of(inputs);
    const auto parameter = parameter_index(node, data, scale);
    Tensor result;
    result.shape = data.shape;
    result.element = inputs.size() > 2 && inputs[2] != nullptr ? inputs[2]->element : Element::uint8;
    const IntegerRange range = range_of(result.element);
    for (std::size_t i = 0; i < data.size(); ++i) {
        const std::size_t p = parameter(i);
        const double value = std::nearbyint(data.at(i) / double{scale.reals[p]}) + zero_point(inputs, p);
        if (std::isnan(value)) throw Unsupported("one of its values is no number");
        result.integers.push_back(static_cast<std::int64_t>(std::clamp(value, range.lo, range.hi)));
    }
    return result;
}

Tensor fold_dequantize(const Node& node, const Constants& inputs) {
    const Tensor &data = *inputs[0], &scale = scale_of(inputs);
    if (data.is_real()) throw Unsupported("its input is real already");
    const auto parameter = parameter_index(node, data, scale);
    Tensor result;
    result.shape = data.shape;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const std::size_t p = parameter(i);
        result.reals.push_back(static_cast<float>((data.at(i) - zero_point(inputs, p)) * double{scale.reals[p]}));
    }
    return result;
}

bool is_qonnx_quant(const Node& node) {
    return node.op == "Quant" && (node.domain == "qonnx.custom_op.general" || node.domain == "onnx.brevitas" ||
                                  node.domain == "finn.custom_op.general");
}

std::optional<Tensor> fold_qonnx_quant(const Node& node, const Constants& inputs) {
    if (inputs.size() != 4 || std::count(inputs.begin(), inputs.end(), nullptr) > 0) return std::nullopt;
    const Tensor &data = *inputs[0], &scale = *inputs[1], &zero = *inputs[2];
    if (node.text("rounding_mode", "ROUND") != "ROUND") throw Unsupported("its rounding mode is not ROUND");
    if (inputs[3]->size() != 1) throw Unsupported("its widths differ by channel");
    const IntegerRange range =
        qonnx_range(inputs[3]->at(0), node.integer("signed", 1) != 0, node.integer("narrow", 0) != 0);
    // Broadcast to the data by adding what is nothing.
    Tensor nothing = data;
    std::fill(nothing.reals.begin(), nothing.reals.end(), 0.0F);
    const Tensor scales = fold_add(node, {&nothing, &scale}), zeros = fold_add(node, {&nothing, &zero});
    if (scales.shape != data.shape || zeros.shape != data.shape) throw Unsupported("its scales do not fit its input");
    Tensor result = data;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const double value = std::nearbyint(data.at(i) / scales.at(i) + zeros.at(i));
        result.reals[i] = static_cast<float>((std::clamp(value, range.lo, range.hi) - zeros.at(i)) * scales.at(i));
    }
    return result;
}

}  // namespace hashiflex::importing
