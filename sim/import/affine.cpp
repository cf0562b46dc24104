// SPDX-License-Identifier: Apache-2.0
#include "sim/import/affine.h"

#include <algorithm>
#include <set>

namespace hashiflex::importing {
namespace {

double of_channel(const std::vector<double>& values, std::size_t channel) {
    return values[values.size() == 1 ? 0 : channel];
}

std::size_t channels_of(const AffineLayer& affine) {
    return std::max(affine.scale.size(), affine.shift.size());
}

void fold_into_output(ConvLayer& conv, const AffineLayer& affine) {
    conv.is_selection = false;
    const auto channels = static_cast<std::size_t>(conv.channels);
    const std::size_t size = conv.weights.size() / channels;
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < size; ++i) {
            float& weight = conv.weights[c * size + i];
            weight = static_cast<float>(double{weight} * scale_of(affine, c));
        }
        conv.bias[c] = conv.bias[c] * scale_of(affine, c) + shift_of(affine, c);
    }
}

void fold_into_input(ConvLayer& conv, const AffineLayer& affine) {
    const auto channels = static_cast<std::size_t>(conv.channels);
    const std::size_t size = conv.weights.size() / channels;
    const std::size_t in =
        size / static_cast<std::size_t>(conv.kernel.height) / static_cast<std::size_t>(conv.kernel.width);
    const std::size_t channels_per_group = channels / static_cast<std::size_t>(conv.groups);
    for (std::size_t c = 0; c < channels; ++c)
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t input = c / channels_per_group * in + i % in;
            float& weight = conv.weights[c * size + i];
            conv.bias[c] += double{weight} * shift_of(affine, input);
            weight = static_cast<float>(double{weight} * scale_of(affine, input));
        }
}

// Channels `first` and on of an affine, for one input of a concat.
AffineLayer part_of(const AffineLayer& affine, std::size_t first, std::size_t count) {
    AffineLayer part = affine;
    for (auto* values : {&part.scale, &part.shift})
        if (values->size() > 1)
            *values = {values->begin() + static_cast<std::ptrdiff_t>(first),
                       values->begin() + static_cast<std::ptrdiff_t>(first + count)};
    return part;
}

// Whether what `layer` gives may be replaced by its affine image; `reader` is the one that will see it.
bool takes(const LayerGraph& layers, int number, int reader, const AffineLayer& affine) {
    const Layer& layer = layers.at(number);
    if (layers.only_reader(number) != reader) return false;
    if (std::holds_alternative<ConvLayer>(layer.op))
        return layer.activation == core::Activation::none ||
               (layer.activation == core::Activation::relu && !shifts(affine) && scales_upwards(affine));
    if (const auto* pool = std::get_if<PoolLayer>(&layer.op)) {
        const bool commutes =
            pool->pool == core::PoolKind::max ? scales_upwards(affine) : !pool->pads.any() || !shifts(affine);
        return commutes && takes(layers, layer.inputs.front(), number, affine);
    }
    if (const auto* pool = std::get_if<GlobalPoolLayer>(&layer.op))
        return (pool->pool == core::PoolKind::average || scales_upwards(affine)) &&
               takes(layers, layer.inputs.front(), number, affine);
    if (std::holds_alternative<CropLayer>(layer.op)) return takes(layers, layer.inputs.front(), number, affine);
    if (std::holds_alternative<ConcatLayer>(layer.op))  // signs per part are judged as of the whole
        return std::all_of(layer.inputs.begin(), layer.inputs.end(),
                           [&](int input) { return takes(layers, input, number, affine); });
    return false;
}

void take(LayerGraph& layers, int number, const AffineLayer& affine) {
    Layer& layer = layers.at(number);
    if (auto* conv = std::get_if<ConvLayer>(&layer.op)) return fold_into_output(*conv, affine);
    std::size_t first = 0;
    for (const int input : layer.inputs) {
        const auto count = static_cast<std::size_t>(layers.at(input).out.channels);
        take(layers, input, part_of(affine, first, count));
        first += count;
    }
}

bool lets_through(const Layer& layer, const AffineLayer& affine) {
    if (const auto* pool = std::get_if<PoolLayer>(&layer.op))
        return pool->pool == core::PoolKind::max ? scales_upwards(affine) : !pool->pads.any() || !shifts(affine);
    if (const auto* pool = std::get_if<GlobalPoolLayer>(&layer.op))
        return pool->pool == core::PoolKind::average || scales_upwards(affine);
    return std::holds_alternative<CropLayer>(layer.op);
}

// Convolutions behind `number`, through pools; false if anything else reads it.
bool collect_takers(const LayerGraph& layers, int number, const AffineLayer& affine, Borders borders,
                    std::set<int>& takers) {
    if (number == layers.output()) return false;
    for (const int reader : layers.readers(number)) {
        const Layer& layer = layers.at(reader);
        if (const auto* conv = std::get_if<ConvLayer>(&layer.op)) {
            if (borders == Borders::exact && conv->pads.any() && shifts(affine)) return false;
            takers.insert(reader);
        } else if (!lets_through(layer, affine) || !collect_takers(layers, reader, affine, borders, takers)) {
            return false;
        }
    }
    return true;
}

}  // namespace

double scale_of(const AffineLayer& affine, std::size_t channel) {
    return of_channel(affine.scale, channel);
}
double shift_of(const AffineLayer& affine, std::size_t channel) {
    return of_channel(affine.shift, channel);
}
bool shifts(const AffineLayer& affine) {
    return std::any_of(affine.shift.begin(), affine.shift.end(), [](double shift) { return shift != 0; });
}
bool is_identity(const AffineLayer& affine) {
    return !shifts(affine) && std::all_of(affine.scale.begin(), affine.scale.end(), [](double s) { return s == 1; });
}
bool scales_upwards(const AffineLayer& affine) {
    return std::all_of(affine.scale.begin(), affine.scale.end(), [](double scale) { return scale > 0; });
}

AffineLayer composed(const AffineLayer& first, const AffineLayer& second) {
    const std::size_t channels = std::max(channels_of(first), channels_of(second));
    AffineLayer result;
    result.is_batch_norm = first.is_batch_norm && second.is_batch_norm;
    result.scale.resize(channels);
    result.shift.resize(channels);
    for (std::size_t c = 0; c < channels; ++c) {
        result.scale[c] = scale_of(first, c) * scale_of(second, c);
        result.shift[c] = shift_of(first, c) * scale_of(second, c) + shift_of(second, c);
    }
    return result;
}

bool fold_backward(LayerGraph& layers, int number) {
    const AffineLayer affine = std::get<AffineLayer>(layers.at(number).op);
    const int input = layers.at(number).inputs.front();
    if (!takes(layers, input, number, affine)) return false;
    take(layers, input, affine);
    layers.remove(number);
    return true;
}

bool fold_forward(LayerGraph& layers, int number, Borders borders) {
    const AffineLayer affine = std::get<AffineLayer>(layers.at(number).op);
    std::set<int> takers;
    if (!collect_takers(layers, number, affine, borders, takers)) return false;
    for (const int taker : takers) fold_into_input(std::get<ConvLayer>(layers.at(taker).op), affine);
    layers.remove(number);
    return true;
}

std::vector<int> takers_of(const LayerGraph& layers, int number) {
    std::set<int> takers;
    const AffineLayer affine = std::get<AffineLayer>(layers.at(number).op);
    collect_takers(layers, number, affine, Borders::may_differ, takers);
    return {takers.begin(), takers.end()};
}

}  // namespace hashiflex::importing
