// SPDX-License-Identifier: Apache-2.0
// What nothing could take: 1x1 stages of their own.
#include "sim/import/affine.h"
#include "sim/import/range_of_layer.h"
#include "sim/import/select.h"
#include "sim/import/simplify.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace hashiflex::importing {
namespace {

// Each channel by itself, one pixel.
ConvLayer pixelwise(int channels) {
    ConvLayer conv;
    conv.groups = channels;
    conv.channels = channels;
    conv.weights.assign(static_cast<std::size_t>(channels), 1.0F);
    conv.bias.assign(static_cast<std::size_t>(channels), 0.0);
    return conv;
}

// s * x + t = (s / p) * (p * x + t * p / s) with p the power of two nearest to s: the stage keeps weights that are
// exact in hardware, and what is left of the scale may go into the convolutions behind it.
AffineLayer split_scale(AffineLayer& affine) {
    AffineLayer rest;
    const std::size_t channels = std::max(affine.scale.size(), affine.shift.size());
    std::vector<double> scale(channels), shift(channels);
    rest.scale.assign(channels, 1.0);
    for (std::size_t c = 0; c < channels; ++c) {
        scale[c] = scale_of(affine, c);
        shift[c] = shift_of(affine, c);
        if (scale[c] == 0) continue;
        rest.scale[c] = std::fabs(scale[c]) / std::exp2(std::round(std::log2(std::fabs(scale[c]))));
        scale[c] /= rest.scale[c];
        shift[c] /= rest.scale[c];
    }
    affine.scale = scale;
    affine.shift = shift;
    return rest;
}

void make_affine_stage(LayerGraph& layers, int number) {
    AffineLayer affine = std::get<AffineLayer>(layers.at(number).op);
    AffineLayer whole = affine;
    Layer behind;
    behind.op = split_scale(affine);
    behind.out = layers.at(number).out;
    const int rest = layers.insert_behind(number, std::move(behind));
    if (!fold_forward(layers, rest)) {
        layers.remove(rest);
        affine = whole;
    }
    Layer& layer = layers.at(number);
    ConvLayer conv = pixelwise(layer.out.channels);
    for (std::size_t c = 0; c < conv.weights.size(); ++c) {
        conv.weights[c] = static_cast<float>(scale_of(affine, c));
        conv.bias[c] = shift_of(affine, c);
    }
    layer.op = std::move(conv);
}

void insert_affine_before(LayerGraph& layers, int number, double scale, double shift) {
    Layer layer;
    AffineLayer affine;
    affine.scale = {scale};
    affine.shift = {shift};
    layer.op = std::move(affine);
    layer.inputs = {layers.at(number).inputs.front()};
    layer.out = layers.at(layer.inputs.front()).out;
    layer.origin = layers.at(number).origin;
    layers.set_input(number, 0, layers.add(std::move(layer)));
}

void insert_affine_behind(LayerGraph& layers, int number, double scale, double shift) {
    Layer layer;
    AffineLayer affine;
    affine.scale = {scale};
    affine.shift = {shift};
    layer.op = std::move(affine);
    layer.out = layers.at(number).out;
    layer.origin = layers.at(number).origin;
    layers.insert_behind(number, std::move(layer));
}

// Any other bounds are those of the chip, scaled and moved: 6 / (hi - lo) * (x - lo) from 0 to 6, x - lo from 0, or
// hi - x from 0.
void express_clamp(LayerGraph& layers, int number) {
    const auto* op = std::get_if<ClampLayer>(&layers.at(number).op);
    if (op == nullptr || activation_of(*op)) return;
    constexpr double kSix = 6.0, kNone = std::numeric_limits<double>::infinity();
    const ClampLayer range = range_of(layers, layers.at(number).inputs.front());
    const double hi = range.hi <= op->hi ? kNone : op->hi;
    const double lo = range.lo >= op->lo && range.lo < hi ? range.lo : op->lo;
    const double scale = lo == -kNone ? -1 : hi == kNone ? 1 : kSix / (hi - lo);
    const double origin = lo == -kNone ? hi : lo;
    layers.at(number).op = ClampLayer{0, lo == -kNone || hi == kNone ? kNone : kSix};
    insert_affine_before(layers, number, scale, -scale * origin);
    insert_affine_behind(layers, number, 1 / scale, origin);
}

void make_clamp_stage(LayerGraph& layers, int number) {
    Layer& layer = layers.at(number);
    layer.activation = *activation_of(std::get<ClampLayer>(layer.op));
    layer.op = pixelwise(layer.out.channels);
}

// Along one axis: a kernel of as many taps as the map grows, and one, with padding as far as it reaches on both sides.
// Its only weight sees the map's first pixel when `before` pixels are done.
ConvLayer zeros_around(const Pads& pads, int channels) {
    ConvLayer conv = pixelwise(channels);
    conv.is_selection = true;
    conv.kernel = {pads.top + pads.bottom + 1, pads.left + pads.right + 1};
    conv.pads = {conv.kernel.height - 1, conv.kernel.height - 1, conv.kernel.width - 1, conv.kernel.width - 1};
    const auto reach = static_cast<std::size_t>(conv.kernel.height * conv.kernel.width);
    conv.weights.assign(static_cast<std::size_t>(channels) * reach, 0.0F);
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c)
        conv.weights[c * reach + static_cast<std::size_t>(pads.bottom * conv.kernel.width + pads.right)] = 1;
    return conv;
}

// Zeros of their own, where what is behind them cannot take them as its padding.
void make_pad_stage(LayerGraph& layers, int number, Problems& problems) {
    Layer& layer = layers.at(number);
    const PadLayer pad = std::get<PadLayer>(layer.op);
    constexpr int kMost = 63;  // of a kernel of 64
    if (pad.value != 0)
        problems.push_back({layer.origin.front(),
                            "it pads with " + std::to_string(pad.value) + ", which is not 0 for the layer behind it",
                            "pad with zeros, in the convolution or pool itself"});
    else if (std::max(pad.pads.top + pad.pads.bottom, pad.pads.left + pad.pads.right) > kMost)
        problems.push_back({layer.origin.front(),
                            "what is behind it is no convolution or pool that could take so much padding",
                            "pad less, or in the convolution or pool itself"});
    else
        layer.op = zeros_around(pad.pads, layer.out.channels);
}

// Of a layer that has an output format of its own, and all of whose readers see it.
bool give_format(LayerGraph& layers, int number) {
    const auto format = std::get<FormatLayer>(layers.at(number).op);
    const int input = layers.at(number).inputs.front();
    Layer& before = layers.at(input);
    const bool has_format = std::holds_alternative<ConvLayer>(before.op) || std::holds_alternative<AddLayer>(before.op);
    const bool is_equal = before.format && before.format->bits == format.bits &&
                          before.format->is_signed == format.is_signed && before.format->frac == format.frac;
    const bool is_free = has_format && !before.format && layers.only_reader(input) == number;
    if (is_free) before.format = format;
    return is_free || is_equal;
}

// Pools and concats have the format of what they read.
std::optional<FormatLayer> format_of(const LayerGraph& layers, int number) {
    const Layer& layer = layers.at(number);
    if (layer.format) return layer.format;
    const bool passes = std::holds_alternative<PoolLayer>(layer.op) ||
                        std::holds_alternative<GlobalPoolLayer>(layer.op) ||
                        std::holds_alternative<ConcatLayer>(layer.op) ||
                        std::holds_alternative<SelectLayer>(layer.op) || std::holds_alternative<CropLayer>(layer.op);
    return passes ? format_of(layers, layer.inputs.front()) : std::nullopt;
}

void settle_formats(LayerGraph& layers, std::vector<std::string>& notes) {
    std::vector<std::string> dropped;
    for (const int number : layers.in_order()) {
        if (!std::holds_alternative<FormatLayer>(layers.at(number).op)) continue;
        const int input = layers.at(number).inputs.front();
        const auto& format = std::get<FormatLayer>(layers.at(number).op);
        const auto known = format_of(layers, input);
        const bool is_passed =
            known && known->frac == format.frac && known->bits == format.bits && known->is_signed == format.is_signed;
        if (!is_passed && !give_format(layers, number)) dropped.push_back(layers.at(number).origin.front());
        layers.remove(number);
    }
    if (!dropped.empty())
        notes.push_back(std::to_string(dropped.size()) +
                        " quantizers of the graph are the format of no stage and count for nothing; the first is " +
                        dropped.front());
}

}  // namespace

void make_stages(LayerGraph& layers, Problems& problems, std::vector<std::string>& notes) {
    for (const int number : layers.in_order()) express_clamp(layers, number);
    simplify(layers);
    for (const int number : layers.in_order())
        if (std::holds_alternative<AffineLayer>(layers.at(number).op)) make_affine_stage(layers, number);
    simplify(layers);  // activations behind them
    settle_formats(layers, notes);
    simplify(layers);
    for (const int number : layers.in_order()) {
        if (std::holds_alternative<SelectLayer>(layers.at(number).op)) make_selection_stage(layers, number, problems);
        if (std::holds_alternative<CropLayer>(layers.at(number).op)) make_crop_stage(layers, number, problems);
    }
    simplify(layers);  // activations behind them
    for (const int number : layers.in_order()) {
        if (std::holds_alternative<ClampLayer>(layers.at(number).op)) make_clamp_stage(layers, number);
        if (std::holds_alternative<PadLayer>(layers.at(number).op)) make_pad_stage(layers, number, problems);
    }
}

}  // namespace hashiflex::importing
