// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/float_network.h"

#include "modules/core/error.h"
#include "modules/core/network/build.h"
#include "modules/core/overloaded.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

namespace hashiflex::core {
namespace {

// Formats mean nothing to reals; these suit every operator.
NetworkSpec without_formats(NetworkSpec spec) {
    spec.input.frac = 0;
    for (auto& layer : spec.layers)
        std::visit(
            [](auto& kind) {
                using Kind = std::decay_t<decltype(kind)>;
                if constexpr (std::is_same_v<Kind, ConvSpec> || std::is_same_v<Kind, DepthwiseSpec> ||
                              std::is_same_v<Kind, LinearSpec> || std::is_same_v<Kind, AddSpec>)
                    kind.output = {9, true, 0};  // as the input, which may be an operand of a concat
            },
            layer.kind);
    return spec;
}

std::string shown(const std::vector<std::size_t>& shape) {
    std::string text = "[";
    for (const std::size_t extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

std::vector<float> reals_of(const WeightSet& set, const std::string& name, const std::vector<std::size_t>& shape) {
    const auto found = set.find(name);
    if (found == set.end()) throw InvalidInput(InputFile::weights, name, "the array is missing");
    const Array& array = found->second;
    if (array.shape != shape)
        throw InvalidInput(InputFile::weights, name,
                           "found shape " + shown(array.shape) + "; the network needs " + shown(shape));
    if (array.is_integer) return {array.integers.begin(), array.integers.end()};  // whole numbers are reals
    for (std::size_t i = 0; i < array.reals.size(); ++i)
        if (!std::isfinite(array.reals[i]))
            throw InvalidInput(InputFile::weights, name,
                               "found " + std::to_string(array.reals[i]) + " as value " + std::to_string(i) +
                                   "; every weight is a finite number");
    return array.reals;
}

std::optional<Conv> shape_of(const Operator& op) {
    if (const auto* conv = std::get_if<Conv>(&op)) return *conv;
    if (const auto* classifier = std::get_if<Classifier>(&op)) {
        Conv conv;
        conv.in = classifier->in;
        conv.out = {1, 1, classifier->classes};
        conv.window.kernel_h = conv.in.height;
        conv.window.kernel_w = conv.in.width;
        return conv;
    }
    return std::nullopt;
}

FloatConv conv_of(const Layer& layer, const Conv& shape, const WeightSet& set) {
    const auto out = static_cast<std::size_t>(shape.out.channels);
    const auto inputs = static_cast<std::size_t>(shape.in.channels / shape.groups);
    std::vector<std::size_t> extents{out, static_cast<std::size_t>(shape.window.kernel_h),
                                     static_cast<std::size_t>(shape.window.kernel_w), inputs};
    if (std::holds_alternative<Classifier>(layer.op))
        extents = {out, static_cast<std::size_t>(shape.window.taps()) * inputs};
    const auto weights = reals_of(set, layer.name + ".weight", extents);
    const auto bias = reals_of(set, layer.name + ".bias", {out});
    return {shape, lay_out(shape, weights, bias)};
}

void refuse_other_arrays(const FloatNetwork& network, const WeightSet& weights) {
    std::set<std::string> read;
    for (std::size_t i = 0; i < network.convs.size(); ++i)
        if (network.convs[i])
            read.insert({network.structure.layers[i].name + ".weight", network.structure.layers[i].name + ".bias"});
    for (const auto& entry : weights)
        if (read.count(entry.first) == 0)
            throw InvalidInput(InputFile::weights, entry.first, "no layer of the network reads this array");
}

// Sums or maxima of a window, channel by channel.
void pool_pixel(const Pool& pool, const FloatMap& in, int y, int x, float* out) {
    const Window& window = pool.window;
    const auto channels = static_cast<std::size_t>(pool.in.channels);
    const bool max = pool.kind == PoolKind::max;
    std::vector<double> all(channels, max ? -std::numeric_limits<double>::infinity() : 0.0);
    for (int row = y * window.stride_h - window.pad_top, ky = 0; ky < window.kernel_h; ++ky, ++row)
        for (int column = x * window.stride_w - window.pad_left, kx = 0; kx < window.kernel_w; ++kx, ++column) {
            if (row < 0 || row >= pool.in.height || column < 0 || column >= pool.in.width) continue;
            const float* pixel = in.data() + static_cast<std::size_t>(row * pool.in.width + column) * channels;
            for (std::size_t c = 0; c < channels; ++c) {
                const auto value = static_cast<double>(pixel[c]);
                all[c] = max ? std::max(all[c], value) : all[c] + value;
            }
        }
    for (std::size_t c = 0; c < channels; ++c) out[c] = static_cast<float>(max ? all[c] : all[c] / window.taps());
}

FloatMap pooled(const Pool& pool, const FloatMap& in) {
    FloatMap out(static_cast<std::size_t>(pool.out.elements()));
    float* pixel = out.data();
    for (int y = 0; y < pool.out.height; ++y)
        for (int x = 0; x < pool.out.width; ++x, pixel += pool.out.channels) pool_pixel(pool, in, y, x, pixel);
    return out;
}

FloatMap pooled(const GlobalPool& pool, const FloatMap& in) {
    Pool whole{pool.kind, pool.in, {1, 1, pool.in.channels}, {}};
    whole.window.kernel_h = pool.in.height;
    whole.window.kernel_w = pool.in.width;
    return pooled(whole, in);
}

FloatMap added(const FloatMap& a, const FloatMap& b) {
    FloatMap out(a.size());
    std::transform(a.begin(), a.end(), b.begin(), out.begin(), [](float x, float y) { return x + y; });
    return out;
}

FloatMap joined(const Concat& concat, const std::vector<const FloatMap*>& inputs) {
    FloatMap out;
    const auto pixels = static_cast<std::size_t>(concat.in.front().pixels());
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto channels = static_cast<std::ptrdiff_t>(concat.in[i].channels);
            const auto from = inputs[i]->begin() + static_cast<std::ptrdiff_t>(p) * channels;
            out.insert(out.end(), from, from + channels);
        }
    return out;
}

// For each tensor, the last layer that reads it.
std::vector<std::size_t> last_readers(const Network& network) {
    std::vector<std::size_t> last(network.layers.size() + 1, 0);
    for (std::size_t i = 0; i < network.layers.size(); ++i)
        for (const int t : network.layers[i].inputs) last[static_cast<std::size_t>(t)] = i;
    return last;
}

}  // namespace

FloatNetwork build_float_network(const NetworkSpec& spec, const WeightSet& weights) {
    FloatNetwork network{spec, infer_network(without_formats(spec)), {}};
    for (const Layer& layer : network.structure.layers) {
        const auto shape = shape_of(layer.op);
        network.convs.emplace_back();
        if (shape) network.convs.back() = conv_of(layer, *shape, weights);
    }
    refuse_other_arrays(network, weights);
    return network;
}

FloatMap float_input(const FloatNetwork& network, const std::vector<std::uint8_t>& pixels) {
    const InputSpec& input = network.spec.input;
    FloatMap map;
    map.reserve(pixels.size());
    for (const std::int32_t value : taken_from(pixels, input.offset))
        map.push_back(static_cast<float>(std::ldexp(static_cast<double>(value), -input.frac)));
    return map;
}

Activation activation_of(const LayerKind& kind) {
    return std::visit(
        [](const auto& spec) {
            using Kind = std::decay_t<decltype(spec)>;
            if constexpr (std::is_same_v<Kind, ConvSpec> || std::is_same_v<Kind, DepthwiseSpec> ||
                          std::is_same_v<Kind, LinearSpec> || std::is_same_v<Kind, AddSpec>)
                return spec.activation;
            else
                return Activation::none;
        },
        kind);
}

void activate(Activation activation, FloatMap& map) {
    if (activation == Activation::none) return;
    const float most = activation == Activation::relu6 ? 6.0F : std::numeric_limits<float>::infinity();
    for (float& value : map) value = std::clamp(value, 0.0F, most);
}

FloatMap evaluate(const FloatNetwork& network, std::size_t layer, const std::vector<const FloatMap*>& inputs) {
    const Operator& op = network.structure.layers[layer].op;
    const auto convolved = [&](const auto&) {
        return weighted_sums(network.convs[layer]->shape, network.convs[layer]->weights, *inputs[0]);
    };
    FloatMap out = std::visit(Overloaded{[&](const Conv& conv) { return convolved(conv); },
                                         [&](const Classifier& classifier) { return convolved(classifier); },
                                         [&](const Pool& pool) { return pooled(pool, *inputs[0]); },
                                         [&](const GlobalPool& pool) { return pooled(pool, *inputs[0]); },
                                         [&](const Add&) { return added(*inputs[0], *inputs[1]); },
                                         [&](const Concat& concat) { return joined(concat, inputs); },
                                         [&](const Argmax&) { return *inputs[0]; }},
                              op);
    activate(activation_of(network.spec.layers[layer].kind), out);
    return out;
}

FloatMap evaluate(const FloatNetwork& network, const std::vector<std::uint8_t>& pixels, const FloatLook& look) {
    const auto& layers = network.structure.layers;
    const auto last = last_readers(network.structure);
    std::vector<FloatMap> maps(layers.size() + 1);
    maps[0] = float_input(network, pixels);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        std::vector<const FloatMap*> inputs;
        for (const int t : layers[i].inputs) inputs.push_back(&maps[static_cast<std::size_t>(t)]);
        maps[i + 1] = evaluate(network, i, inputs);
        if (look) look(i, maps[i + 1]);
        for (const int t : layers[i].inputs)
            if (last[static_cast<std::size_t>(t)] == i) maps[static_cast<std::size_t>(t)] = {};
    }
    return std::move(maps.back());
}

std::vector<double> logits(const FloatNetwork& network, const std::vector<std::uint8_t>& pixels) {
    const FloatMap out = evaluate(network, pixels);
    return {out.begin(), out.end()};
}

}  // namespace hashiflex::core
