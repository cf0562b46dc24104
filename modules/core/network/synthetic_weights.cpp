// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/synthetic_weights.h"

#include "modules/core/network/signal_model.h"
#include "modules/core/numeric/requantize.h"

#include <algorithm>
#include <array>
#include <utility>

namespace hashiflex::core {
namespace {

// Splitmix64 (Steele, Lea, Flood, OOPSLA 2014). Distributions of the standard library differ between hosts.
class Random {
 public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    // Uniform in 0 .. count - 1, but for a bias below count / 2^32.
    std::int64_t below(std::int64_t count) {
        return static_cast<std::int64_t>(((next() >> 32) * static_cast<std::uint64_t>(count)) >> 32);
    }

 private:
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

    std::uint64_t state_;
};

// FNV-1a, so that a layer keeps its weights when others come and go.
std::uint64_t hash(const std::string& text) {
    std::uint64_t value = 0xCBF29CE484222325U;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return value;
}

// Shares of exponents in percent, from the largest of the channel down, and of zeros in a thousand. Measured on the
// 2.1 M weights of MobileNetV2 1.0 (52 layers, 7 levels, Po2 rounding of the quantized network of google-coral).
struct Statistics {
    std::array<int, 8> exponents;
    int zeros;
};
constexpr Statistics kDense{{3, 19, 30, 23, 13, 7, 3, 2}, 36};
constexpr Statistics kDepthwise{{29, 30, 20, 11, 6, 3, 2, 1}, 15};

std::int64_t power_of_two(Random& random, const Statistics& statistics, int levels) {
    const std::size_t known = std::min(statistics.exponents.size(), static_cast<std::size_t>(levels));
    int total = 0;
    for (std::size_t i = 0; i < known; ++i) total += statistics.exponents[i];
    std::int64_t share = random.below(total);
    std::size_t below_top = 0;
    while (share >= statistics.exponents[below_top]) share -= statistics.exponents[below_top++];
    const std::int64_t magnitude = std::int64_t{1} << (levels - 1 - static_cast<int>(below_top));
    return random.below(2) == 0 ? magnitude : -magnitude;
}

Array integers(std::vector<std::size_t> shape) {
    Array array;
    std::size_t count = 1;
    for (const std::size_t extent : shape) count *= extent;
    array.shape = std::move(shape);
    array.integers.resize(count);
    return array;
}

// The right shift that brings a sum with this sum of squared weights closest to the deviation that the output has room
// for. Products of doubles and powers of two only: the same on every host.
int shift_for(double squared_weights, const Signal& in, std::int64_t target) {
    const double variance = squared_weights * static_cast<double>(in.variance);
    double room = 2.0 * static_cast<double>(target) * static_cast<double>(target);
    int shift = 0;
    for (; room < variance && shift < kShiftRange.hi; ++shift) room *= 4;
    for (; room >= 4 * variance && variance > 0 && shift > kShiftRange.lo; --shift) room /= 4;
    return shift;
}

void add_conv(const WeightedLayer& layer, Random random, WeightSet& set) {
    Array weight = integers(layer.weight_shape);
    Array bias = integers({layer.weight_shape[0]});
    Array shift = bias;
    const Statistics& statistics = layer.depthwise ? kDepthwise : kDense;
    const std::size_t taps = weight.integers.size() / bias.integers.size();
    for (std::size_t channel = 0; channel < bias.integers.size(); ++channel) {
        std::int64_t sum = 0;
        double squares = 0;
        for (std::size_t tap = 0; tap < taps; ++tap) {
            std::int64_t value = 0;
            if (random.below(1000) >= statistics.zeros)
                for (int term = 0; term < layer.terms; ++term) value += power_of_two(random, statistics, layer.levels);
            weight.integers[channel * taps + tap] = value;
            sum += value;
            squares += static_cast<double>(value * value);
        }
        bias.integers[channel] = -sum * layer.in.mean;  // centred: each channel is on one side of 0 half of the time
        shift.integers[channel] = shift_for(squares, layer.in, layer.target);
    }
    set[layer.name + ".weight"] = std::move(weight);
    set[layer.name + ".bias"] = std::move(bias);
    set[layer.name + ".shift"] = std::move(shift);
}

void add_classifier(const WeightedLayer& layer, Random random, WeightSet& set) {
    Array weight = integers(layer.weight_shape);
    Array bias = integers({layer.weight_shape[0]});
    Array scale;
    scale.is_integer = false;
    scale.shape = bias.shape;
    const std::size_t inputs = layer.weight_shape[1];
    const std::int64_t most = (std::int64_t{1} << (layer.levels - 1)) - 1;
    for (std::size_t i = 0; i < weight.integers.size(); ++i) {
        weight.integers[i] = random.below(2 * most + 1) - most;
        bias.integers[i / inputs] -= weight.integers[i] * layer.in.mean;
    }
    for (std::size_t c = 0; c < bias.integers.size(); ++c)
        scale.reals.push_back(static_cast<float>(256 + random.below(64)) / 262144.0F);  // exact
    set[layer.name + ".weight"] = std::move(weight);
    set[layer.name + ".bias"] = std::move(bias);
    set[layer.name + ".scale"] = std::move(scale);
}

}  // namespace

WeightSet synthetic_weights(const NetworkSpec& network, const SyntheticSpec& spec) {
    WeightSet set;
    for (const WeightedLayer& layer : weighted_layers(network)) {
        const Random random(hash(layer.name) ^ (static_cast<std::uint64_t>(spec.seed) * 0x9E3779B97F4A7C15U));
        if (layer.classifier)
            add_classifier(layer, random, set);
        else
            add_conv(layer, random, set);
    }
    return set;
}

}  // namespace hashiflex::core
