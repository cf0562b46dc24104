// SPDX-License-Identifier: Apache-2.0
#include "sim/import/simplify.h"

#include "sim/import/affine.h"
#include "sim/import/flatten.h"
#include "sim/import/range_of_layer.h"
#include "sim/import/select.h"

#include <algorithm>
#include <cmath>

namespace hashiflex::importing {
namespace {

template <class Op>
Op* as(LayerGraph& layers, int number) {
    return std::get_if<Op>(&layers.at(number).op);
}

int input_of(const LayerGraph& layers, int number) {
    return layers.at(number).inputs.front();
}

// The layer before, if it is an Op that nobody else reads.
template <class Op>
Op* own_input(LayerGraph& layers, int number) {
    const int input = input_of(layers, number);
    return layers.only_reader(input) == number ? as<Op>(layers, input) : nullptr;
}

bool drop_what_does_nothing(LayerGraph& layers, int number) {
    const auto* affine = as<AffineLayer>(layers, number);
    const auto* pad = as<PadLayer>(layers, number);
    auto* clamp = as<ClampLayer>(layers, number);
    if (clamp != nullptr) {
        const ClampLayer range = range_of(layers, input_of(layers, number));
        if (range.lo < clamp->lo || range.hi > clamp->hi) return false;
    }
    const auto* select = as<SelectLayer>(layers, number);
    const auto* crop = as<CropLayer>(layers, number);
    const core::Shape& in = layers.at(input_of(layers, number)).out;
    const bool does_nothing =
        clamp != nullptr || (affine != nullptr && is_identity(*affine)) || (pad != nullptr && !pad->pads.any()) ||
        (select != nullptr && is_identity(*select, in.channels)) || (crop != nullptr && is_identity(*crop, in));
    if (!does_nothing) return false;
    layers.remove(number);
    return true;
}

// What `second` keeps of what `first` keeps.
CropLayer::Axis both(const CropLayer::Axis& first, const CropLayer::Axis& second) {
    return {first.first + second.first * first.stride, first.stride * second.stride, second.count};
}

// Two of a kind, one behind the other, are one.
bool merge_with_input(LayerGraph& layers, int number) {
    if (auto* affine = as<AffineLayer>(layers, number))
        if (const auto* before = own_input<AffineLayer>(layers, number)) {
            *affine = composed(*before, *affine);
            layers.remove(input_of(layers, number));
            return true;
        }
    if (auto* clamp = as<ClampLayer>(layers, number))
        if (const auto* before = own_input<ClampLayer>(layers, number)) {
            *clamp = both(*before, *clamp);
            layers.remove(input_of(layers, number));
            return true;
        }
    if (auto* crop = as<CropLayer>(layers, number))
        if (const auto* before = own_input<CropLayer>(layers, number)) {
            crop->rows = both(before->rows, crop->rows);
            crop->columns = both(before->columns, crop->columns);
            layers.remove(input_of(layers, number));
            return true;
        }
    auto* pad = as<PadLayer>(layers, number);
    const auto* before = pad != nullptr ? own_input<PadLayer>(layers, number) : nullptr;
    if (before == nullptr || before->value != pad->value) return false;
    pad->pads = {pad->pads.top + before->pads.top, pad->pads.bottom + before->pads.bottom,
                 pad->pads.left + before->pads.left, pad->pads.right + before->pads.right};
    layers.remove(input_of(layers, number));
    return true;
}

// The layer and its input change places; shapes are those of a layer that changes none.
void swap_with_input(LayerGraph& layers, int number) {
    Layer &layer = layers.at(number), &before = layers.at(input_of(layers, number));
    std::swap(layer.op, before.op);
    std::swap(layer.name, before.name);
    std::swap(layer.origin, before.origin);
    before.out = layers.at(before.inputs.front()).out;
}

// Pads move towards the window that they belong to; their value changes on the way.
bool move_pad_behind(LayerGraph& layers, int number) {
    auto* pad = own_input<PadLayer>(layers, number);
    if (pad == nullptr) return false;
    if (const auto* clamp = as<ClampLayer>(layers, number)) {
        pad->value = std::clamp(pad->value, clamp->lo, clamp->hi);
        swap_with_input(layers, number);
        return true;
    }
    const auto* affine = as<AffineLayer>(layers, number);
    if (affine == nullptr) return false;
    constexpr double kSameValue = 1e-6;  // of constants that were rounded to floats
    const std::size_t channels = std::max(affine->scale.size(), affine->shift.size());
    const double value = scale_of(*affine, 0) * pad->value + shift_of(*affine, 0);
    for (std::size_t c = 0; c < channels; ++c) {
        const double product = scale_of(*affine, c) * pad->value, other = product + shift_of(*affine, c);
        if (std::fabs(other - value) > kSameValue * std::fabs(product)) return false;  // a value for each channel
    }
    const double size = std::fabs(scale_of(*affine, 0) * pad->value);
    pad->value = std::fabs(value) <= kSameValue * size ? 0 : value;
    swap_with_input(layers, number);
    return true;
}

Pads sum(const Pads& a, const Pads& b) {
    return {a.top + b.top, a.bottom + b.bottom, a.left + b.left, a.right + b.right};
}

bool fits(const Pads& pads, const core::Extent& kernel) {
    constexpr int kLargestPad = 63;
    return std::max(pads.top, pads.bottom) < kernel.height && std::max(pads.left, pads.right) < kernel.width &&
           std::max({pads.top, pads.bottom, pads.left, pads.right}) <= kLargestPad;
}

bool merge_pad_into_window(LayerGraph& layers, int number) {
    auto* conv = as<ConvLayer>(layers, number);
    auto* pool = as<PoolLayer>(layers, number);
    if ((conv == nullptr || conv->is_matrix) && pool == nullptr) return false;
    const int before = input_of(layers, number);
    const auto* pad = as<PadLayer>(layers, before);
    if (pad == nullptr) return false;
    const bool is_max = pool != nullptr && pool->pool == core::PoolKind::max;
    const bool is_left_out = pad->value <= range_of(layers, input_of(layers, before)).lo || pad->value < -3e38;
    if (is_max ? !is_left_out : pad->value != 0) return false;
    Pads& pads = conv != nullptr ? conv->pads : pool->pads;
    const Pads together = sum(pads, pad->pads);
    if (!fits(together, conv != nullptr ? conv->kernel : pool->kernel)) return false;
    pads = together;
    layers.set_input(number, 0, input_of(layers, before));
    layers.remove_unused();
    return true;
}

// A clamp of numbers on a grid stays on it.
bool move_format_behind_clamp(LayerGraph& layers, int number) {
    if (as<ClampLayer>(layers, number) == nullptr || own_input<FormatLayer>(layers, number) == nullptr) return false;
    swap_with_input(layers, number);
    return true;
}

// Whether what `layer` gives may be clamped in it, or before it.
bool takes_clamp(const LayerGraph& layers, int number, int reader, const ClampLayer& clamp) {
    const Layer& layer = layers.at(number);
    if (layers.only_reader(number) != reader) return false;
    if (std::holds_alternative<ConvLayer>(layer.op) || std::holds_alternative<AddLayer>(layer.op))
        return activation_of(both(clamp_of(layer.activation), clamp)).has_value();
    const auto* pool = std::get_if<PoolLayer>(&layer.op);
    const auto* global = std::get_if<GlobalPoolLayer>(&layer.op);
    const bool commutes = (pool != nullptr && pool->pool == core::PoolKind::max) ||
                          (global != nullptr && global->pool == core::PoolKind::max) ||
                          std::holds_alternative<ConcatLayer>(layer.op) || std::holds_alternative<CropLayer>(layer.op);
    return commutes && std::all_of(layer.inputs.begin(), layer.inputs.end(),
                                   [&](int input) { return takes_clamp(layers, input, number, clamp); });
}

void take_clamp(LayerGraph& layers, int number, const ClampLayer& clamp) {
    Layer& layer = layers.at(number);
    if (std::holds_alternative<ConvLayer>(layer.op) || std::holds_alternative<AddLayer>(layer.op)) {
        layer.activation = *activation_of(both(clamp_of(layer.activation), clamp));
        return;
    }
    for (const int input : layer.inputs) take_clamp(layers, input, clamp);
}

bool fuse_clamp(LayerGraph& layers, int number) {
    const auto* op = as<ClampLayer>(layers, number);
    if (op == nullptr) return false;
    const ClampLayer clamp = *op;
    const int input = input_of(layers, number);
    if (!takes_clamp(layers, input, number, clamp)) return false;
    take_clamp(layers, input, clamp);
    layers.remove(number);
    return true;
}

// Wires stay wires where something behind them can take the affine.
bool fold_affine_backward(LayerGraph& layers, int number) {
    if (as<AffineLayer>(layers, number) == nullptr) return false;
    if (is_flatten(layers, input_of(layers, number)) && fold_forward(layers, number)) return true;
    return fold_backward(layers, number);
}

// Not what stands at the input: that is chosen together with the input's offset (input_scale.h).
bool fold_affine_forward(LayerGraph& layers, int number) {
    return as<AffineLayer>(layers, number) != nullptr && input_of(layers, number) != 0 && fold_forward(layers, number);
}

using Rule = bool (*)(LayerGraph&, int);
constexpr Rule kRules[] = {drop_what_does_nothing,
                           merge_with_input,
                           move_pad_behind,
                           merge_pad_into_window,
                           move_format_behind_clamp,
                           fold_affine_backward,
                           fuse_clamp,
                           fold_affine_forward,
                           merge_selections,
                           fold_selection_backward,
                           move_behind_channelwise,
                           fold_selection_forward,
                           merge_flatten_into_matrix};

bool apply_rules(LayerGraph& layers) {
    bool any = false;
    for (const int number : layers.in_order())
        for (const Rule rule : kRules) {
            const bool is_there = number != 0 && !layers.at(number).inputs.empty() && layers.is_used(number);
            if (is_there) any |= rule(layers, number);
        }
    return any;
}

}  // namespace

void simplify(LayerGraph& layers) {
    layers.remove_unused();
    while (apply_rules(layers)) layers.remove_unused();
}

}  // namespace hashiflex::importing
