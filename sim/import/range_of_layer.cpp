// SPDX-License-Identifier: Apache-2.0
#include "sim/import/range_of_layer.h"

#include <algorithm>

namespace hashiflex::importing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

ClampLayer hull(const ClampLayer& a, const ClampLayer& b) {
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

ClampLayer hull_of_inputs(const LayerGraph& layers, const Layer& layer, int depth) {
    ClampLayer range{kInfinity, -kInfinity};
    for (const int input : layer.inputs) range = hull(range, range_of(layers, input, depth - 1));
    return range;
}

ClampLayer sum_of_inputs(const LayerGraph& layers, const Layer& layer, int depth) {
    ClampLayer range{0, 0};
    for (const int input : layer.inputs) {
        const ClampLayer each = range_of(layers, input, depth - 1);
        range = {range.lo + each.lo, range.hi + each.hi};
    }
    return range;
}

}  // namespace

ClampLayer clamp_of(core::Activation activation) {
    if (activation == core::Activation::none) return {};
    return {0, activation == core::Activation::relu6 ? 6 : kInfinity};
}

ClampLayer both(const ClampLayer& a, const ClampLayer& b) {
    return {std::clamp(a.lo, b.lo, b.hi), std::clamp(a.hi, b.lo, b.hi)};
}

std::optional<core::Activation> activation_of(const ClampLayer& clamp) {
    if (clamp.lo == -kInfinity && clamp.hi == kInfinity) return core::Activation::none;
    if (clamp.lo == 0 && clamp.hi == kInfinity) return core::Activation::relu;
    if (clamp.lo == 0 && clamp.hi == 6) return core::Activation::relu6;
    return std::nullopt;
}

ClampLayer range_of(const LayerGraph& layers, int number, int depth) {
    const Layer& layer = layers.at(number);
    if (depth == 0) return {};
    const ClampLayer activated = clamp_of(layer.activation);
    if (const auto* clamp = std::get_if<ClampLayer>(&layer.op))
        return both(range_of(layers, layer.inputs.front(), depth - 1), *clamp);
    if (const auto* pad = std::get_if<PadLayer>(&layer.op))
        return hull(range_of(layers, layer.inputs.front(), depth - 1), {pad->value, pad->value});
    if (const auto* pool = std::get_if<PoolLayer>(&layer.op)) {
        const ClampLayer range = range_of(layers, layer.inputs.front(), depth - 1);
        return pool->pool == core::PoolKind::average && pool->pads.any() ? hull(range, {0, 0}) : range;
    }
    if (std::holds_alternative<AddLayer>(layer.op)) return both(sum_of_inputs(layers, layer, depth), activated);
    if (std::holds_alternative<SelectLayer>(layer.op)) return hull(hull_of_inputs(layers, layer, depth), {0, 0});
    const bool passes = std::holds_alternative<GlobalPoolLayer>(layer.op) ||
                        std::holds_alternative<ConcatLayer>(layer.op) ||
                        std::holds_alternative<FormatLayer>(layer.op) || std::holds_alternative<CropLayer>(layer.op);
    return passes ? hull_of_inputs(layers, layer, depth) : activated;
}

}  // namespace hashiflex::importing
