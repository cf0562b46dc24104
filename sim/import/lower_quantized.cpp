// SPDX-License-Identifier: Apache-2.0
// Quantizers between layers. Their rounding is no part of the float network; their grid is the output format of the
// layer before them where the chip has such a grid, and a range that begins at 0 is a Relu.
#include "sim/import/fold_quantized.h"
#include "sim/import/operators.h"
#include "sim/import/per_channel.h"

#include <cmath>

namespace hashiflex::importing {
namespace {

struct Grid {
    double scale = 1, zero = 0;
    IntegerRange range;
    double lo() const { return (range.lo - zero) * scale; }
    double hi() const { return (range.hi - zero) * scale; }
};

std::optional<FormatLayer> format_of(const Grid& grid) {
    int exponent = 0;
    if (std::frexp(grid.scale, &exponent) != 0.5 || grid.zero != 0) return std::nullopt;
    FormatLayer format;
    format.frac = 1 - exponent;
    format.is_signed = grid.range.lo < 0;
    format.bits = static_cast<int>(std::ceil(std::log2(grid.range.hi + 1))) + (format.is_signed ? 1 : 0);
    constexpr int kMostBits = 16, kLargestFrac = 32;
    const bool whole = grid.range.hi + 1 == std::exp2(format.bits - (format.is_signed ? 1 : 0));
    if (!whole || format.bits > kMostBits || format.bits < 1 || std::abs(format.frac) > kLargestFrac)
        return std::nullopt;
    return format;
}

Value quantized(Lowering& context, const Node& node, const Activation& input, const Grid& grid) {
    if (!(grid.scale > 0) || !std::isfinite(grid.scale))
        throw Unsupported("its scale is " + std::to_string(grid.scale));
    Activation result = input;
    const core::Shape out = context.layers.at(input.layer).out;
    constexpr double kSix = 6.0;
    const bool is_relu = grid.lo() == 0, ends_at_six = std::fabs(grid.hi() - kSix) <= grid.scale / 2;
    if (is_relu) {
        ClampLayer clamp;
        clamp.lo = 0;
        if (ends_at_six) clamp.hi = kSix;
        result.layer = context.add(clamp, {input.layer}, out);
    }
    if (const auto format = format_of(grid))
        result.layer = context.add(*format, {result.layer}, out);
    else
        context.formats_dropped.insert(node.label());
    return result;
}

double only_value(const Tensor& tensor, const char* what) {
    if (tensor.size() != 1)
        throw Unsupported("its " + std::string(what) +
                          " differs by channel, behind a layer; the chip has one format for all");
    return tensor.at(0);
}

}  // namespace

Value lower_quantize(Lowering& context, const Node& node) {
    const Activation& input = context.activation(0);
    const Tensor* zero = context.optional_constant(2, "zero point");
    Grid grid;
    grid.scale = only_value(context.constant(1, "scale"), "scale");
    grid.zero = zero != nullptr ? only_value(*zero, "zero point") : 0;
    grid.range = range_of(zero != nullptr ? zero->element : Element::uint8);
    Value result = quantized(context, node, input, grid);
    std::get<Activation>(result).is_quantized = true;
    return result;
}

// Its pair has said everything; without one, it scales the pixels.
Value lower_dequantize(Lowering& context, const Node&) {
    const Tensor* zero = context.optional_constant(2, "zero point");
    Activation input = context.shown(0);
    if (input.is_quantized) {
        input.is_quantized = false;
        return input;
    }
    const double scale = only_value(context.constant(1, "scale"), "scale");
    const double origin = zero != nullptr ? only_value(*zero, "zero point") : 0;
    return affine(context, input, PerChannel{{scale}, -1}, PerChannel{{-origin * scale}, -1});
}

Value lower_qonnx_quant(Lowering& context, const Node& node) {
    const Activation& input = context.activation(0);
    Grid grid;
    grid.scale = only_value(context.constant(1, "scale"), "scale");
    grid.zero = only_value(context.constant(2, "zero point"), "zero point");
    const double bits = only_value(context.constant(3, "width"), "width");
    const bool narrow = node.integer("narrow", 0) != 0;
    grid.range = qonnx_range(bits, node.integer("signed", 1) != 0, narrow);
    return quantized(context, node, input, grid);
}

}  // namespace hashiflex::importing
