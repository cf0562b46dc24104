// SPDX-License-Identifier: Apache-2.0
#include "sim/import/input_scale.h"

#include "sim/import/affine.h"
#include "sim/import/simplify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace hashiflex::importing {
namespace {

constexpr int kLargestPixel = 255;
const char* const kInputName = "the input";

// A Sub, Div, Mul or Add by constants directly behind the input; a learned normalization is none.
bool scales_itself(const LayerGraph& layers) {
    std::vector<int> behind = layers.readers(0);
    while (!behind.empty()) {
        const int number = behind.back();
        behind.pop_back();
        const Layer& layer = layers.at(number);
        if (const auto* affine = std::get_if<AffineLayer>(&layer.op); affine != nullptr && !affine->is_batch_norm)
            return true;
        if (std::holds_alternative<PadLayer>(layer.op) || std::holds_alternative<FormatLayer>(layer.op) ||
            std::holds_alternative<SelectLayer>(layer.op) || std::holds_alternative<CropLayer>(layer.op))
            behind.insert(behind.end(), layers.readers(number).begin(), layers.readers(number).end());
    }
    return false;
}

void check_count(const std::vector<double>& values, const char* option, int channels) {
    if (values.size() <= 1 || values.size() == static_cast<std::size_t>(channels)) return;
    throw std::invalid_argument(fmt::format("--{}: found {} values; allowed: one, or one for each of {} channels",
                                            option, values.size(), channels));
}

std::string list_text(const std::vector<double>& values) {
    std::string text;
    for (const double value : values) text += (text.empty() ? "" : ", ") + fmt::format("{}", value);
    return values.size() == 1 ? text : "[" + text + "]";
}

AffineLayer affine_of(const Preprocessing& said) {
    AffineLayer range, normalize;
    const auto [lo, hi] = said.range.value_or(std::make_pair(0.0, double{kLargestPixel}));
    range.scale = {(hi - lo) / kLargestPixel};
    range.shift = {lo};
    const std::size_t channels = std::max({said.mean.size(), said.deviation.size(), std::size_t{1}});
    normalize.scale.assign(channels, 1.0);
    normalize.shift.assign(channels, 0.0);
    for (std::size_t c = 0; c < channels; ++c) {
        if (!said.deviation.empty()) normalize.scale[c] = 1 / said.deviation[said.deviation.size() == 1 ? 0 : c];
        if (!said.mean.empty()) normalize.shift[c] = -said.mean[said.mean.size() == 1 ? 0 : c] * normalize.scale[c];
    }
    return composed(range, normalize);
}

void insert_affine(LayerGraph& layers, AffineLayer affine) {
    Layer layer;
    layer.op = std::move(affine);
    layer.out = layers.at(0).out;
    layer.name = "input_scale";
    layer.origin = {kInputName};
    layers.insert_behind(0, std::move(layer));
}

// The pixel that the network takes for 0, of a channel.
double zero_of(const AffineLayer& affine, std::size_t channel) {
    return -shift_of(affine, channel) / scale_of(affine, channel);
}

struct Chosen {
    core::PixelOffset offset;
    int frac = 0;
};

// One for all channels where that is within half a pixel value of each; with an input that nobody scales, 0.
core::PixelOffset offset_for(const std::vector<double>& zeros) {
    constexpr double kHalf = 0.5 + 1e-4;
    const auto rounded = [](double zero) {
        return static_cast<int>(std::clamp(std::round(zero), 0.0, double{kLargestPixel}));
    };
    double mean = 0;
    for (const double zero : zeros) mean += zero / static_cast<double>(zeros.size());
    const int one = rounded(mean);
    if (std::all_of(zeros.begin(), zeros.end(), [&](double zero) { return std::fabs(zero - one) <= kHalf; }))
        return one;
    std::vector<int> each;
    for (const double zero : zeros) each.push_back(rounded(zero));
    return core::PixelOffset(each);
}

Chosen choose(const AffineLayer& affine, int channels) {
    double logs = 0;
    std::vector<double> zeros;
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
        if (scale_of(affine, c) == 0) return {};
        zeros.push_back(zero_of(affine, c));
        logs += std::log2(std::fabs(scale_of(affine, c)));
    }
    constexpr double kFracs = 32;
    return {offset_for(zeros), static_cast<int>(std::clamp(-std::round(logs / channels), -kFracs, kFracs))};
}

// Of the chip's input x = (pixel - offset) * 2^-frac instead of the pixel.
AffineLayer of_chip_input(const AffineLayer& of_pixel, const core::InputSpec& input) {
    AffineLayer pixel;
    pixel.scale = {std::exp2(input.frac)};
    pixel.shift.assign(input.offset.values().begin(), input.offset.values().end());
    AffineLayer result = composed(pixel, of_pixel);
    constexpr double kRounding = 1e-6;  // of constants that were rounded to floats
    for (std::size_t c = 0; c < result.shift.size(); ++c)
        if (std::fabs(result.shift[c]) <= kRounding * std::fabs(scale_of(result, c))) result.shift[c] = 0;
    return result;
}

// How far the padding, the pixel value `offset`, is from what the network pads with: pixel values.
double distance_of_padding(const LayerGraph& layers, int number, const AffineLayer& of_pixel,
                           const core::InputSpec& input) {
    const auto takers = takers_of(layers, number);
    const bool padded = std::any_of(takers.begin(), takers.end(),
                                    [&](int taker) { return std::get<ConvLayer>(layers.at(taker).op).pads.any(); });
    double farthest = 0;
    for (std::size_t c = 0; padded && c < static_cast<std::size_t>(input.channels); ++c)
        if (scale_of(of_pixel, c) != 0)
            farthest = std::max(farthest, std::fabs(zero_of(of_pixel, c) - input.offset.of(c)));
    constexpr double kRounding = 1e-4;  // of constants that were rounded to floats
    return farthest <= kRounding ? 0 : farthest;
}

// What a rounded offset leaves may go into the bias; more is a stage of its own, or borders would be wrong.
void fold_scale(LayerGraph& layers, int number, const core::InputSpec& input, std::vector<std::string>& notes) {
    constexpr double kHalf = 0.5 + 1e-4;
    const AffineLayer of_pixel = std::get<AffineLayer>(layers.at(number).op);
    std::get<AffineLayer>(layers.at(number).op) = of_chip_input(of_pixel, input);
    const double distance = distance_of_padding(layers, number, of_pixel, input);
    if (distance > kHalf)
        notes.push_back(
            fmt::format("the network's zero is up to {:.4g} pixel values from the offset, and its first layer "
                        "has padding: a stage of its own moves each channel",
                        distance));
    else if (distance > 0)
        notes.push_back(
            fmt::format("padding is the pixel value {}, {:.3g} from the network's zero: outputs whose windows reach "
                        "over the border differ from the model's by as much",
                        offset_text(input.offset), distance));
    fold_forward(layers, number, distance > kHalf ? Borders::exact : Borders::may_differ);
}

// Quantizers of pixels: the chip's input is on its own grid.
void drop_input_formats(LayerGraph& layers) {
    for (const int number : layers.in_order()) {
        if (!std::holds_alternative<FormatLayer>(layers.at(number).op)) continue;
        const int before = layers.at(number).inputs.front();
        const bool is_scaled =
            std::holds_alternative<AffineLayer>(layers.at(before).op) && layers.at(before).inputs.front() == 0;
        if (before == 0 || is_scaled) layers.remove(number);
    }
    simplify(layers);
}

// Whoever reads pixels as they are reads them through an affine, too.
std::vector<int> affines_of_input(LayerGraph& layers) {
    std::vector<int> affines;
    const std::vector<int> readers = layers.readers(0);
    for (const int reader : readers)
        if (std::holds_alternative<AffineLayer>(layers.at(reader).op)) affines.push_back(reader);
    if (affines.size() == readers.size()) return affines;
    Layer pixels;
    pixels.op = AffineLayer{};
    pixels.out = layers.at(0).out;
    pixels.name = "pixels";
    pixels.origin = {kInputName};
    pixels.inputs = {0};
    const int number = layers.add(std::move(pixels));
    for (const int reader : readers) {
        if (std::holds_alternative<AffineLayer>(layers.at(reader).op)) continue;
        for (std::size_t slot = 0; slot < layers.at(reader).inputs.size(); ++slot)
            if (layers.at(reader).inputs[slot] == 0) layers.set_input(reader, slot, number);
    }
    affines.push_back(number);
    return affines;
}

void exchange_inputs(ConvLayer& conv) {
    for (std::size_t i = 0; i + 2 < conv.weights.size(); i += 3) std::swap(conv.weights[i], conv.weights[i + 2]);
}

}  // namespace

std::string offset_text(const core::PixelOffset& offset) {
    return offset.is_one() ? std::to_string(offset.of(0)) : fmt::format("[{}]", fmt::join(offset.values(), ", "));
}

void insert_preprocessing(LayerGraph& layers, const Preprocessing& said, std::vector<std::string>& notes) {
    const int channels = layers.at(0).out.channels;
    check_count(said.mean, "mean", channels);
    check_count(said.deviation, "std", channels);
    if (said.is_said()) {
        insert_affine(layers, affine_of(said));
        std::string text = "pixels are scaled as said:";
        if (said.range) text += fmt::format(" range {} .. {}", said.range->first, said.range->second);
        if (!said.mean.empty()) text += " mean " + list_text(said.mean);
        if (!said.deviation.empty()) text += " std " + list_text(said.deviation);
        notes.push_back(text);
    } else if (scales_itself(layers)) {
        notes.push_back("pixels are scaled as the graph does it");
    } else {
        AffineLayer assumed;
        assumed.scale = {1 / 127.5};
        assumed.shift = {-127 / 127.5};
        insert_affine(layers, assumed);
        notes.push_back(
            "assumed: the network was trained on (pixel - 127) / 127.5; --mean, --std and --range say otherwise");
    }
}

void fold_input_scale(LayerGraph& layers, core::InputSpec& input, std::vector<std::string>& notes) {
    const core::Shape& shape = layers.at(0).out;
    input = {shape.height, shape.width, shape.channels, {}, 0};
    drop_input_formats(layers);
    const std::vector<int> affines = affines_of_input(layers);
    const Chosen chosen = choose(std::get<AffineLayer>(layers.at(affines.front()).op), shape.channels);
    input.offset = chosen.offset;
    input.frac = chosen.frac;
    for (const int number : affines) fold_scale(layers, number, input, notes);
    simplify(layers);
}

void exchange_colors(LayerGraph& layers, core::InputSpec& input) {
    constexpr int kColors = 3;
    const int channels = layers.at(0).out.channels;
    if (channels != kColors)
        throw std::invalid_argument(fmt::format("--bgr: the input has {} channels; allowed: {}", channels, kColors));
    if (!input.offset.is_one()) {
        const auto& offsets = input.offset.values();
        input.offset = core::PixelOffset({offsets[2], offsets[1], offsets[0]});
    }
    const auto* conv = std::get_if<ConvLayer>(&layers.at(layers.readers(0).front()).op);
    if (layers.readers(0).size() == 1 && conv != nullptr && conv->groups == 1) {
        exchange_inputs(std::get<ConvLayer>(layers.at(layers.readers(0).front()).op));
        return;
    }
    ConvLayer exchange;
    exchange.channels = kColors;
    exchange.weights = {0, 0, 1, 0, 1, 0, 1, 0, 0};
    exchange.bias.assign(kColors, 0.0);
    Layer layer;
    layer.op = std::move(exchange);
    layer.out = layers.at(0).out;
    layer.name = "rgb_to_bgr";
    layer.origin = {kInputName};
    layers.insert_behind(0, std::move(layer));
}

}  // namespace hashiflex::importing
