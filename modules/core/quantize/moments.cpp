// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/moments.h"

#include <algorithm>
#include <cstdint>

namespace hashiflex::core {
namespace {

constexpr std::size_t kRun = 512;       // samples whose products are added in 32 bits
constexpr std::int32_t kNarrow = 2047;  // kNarrow^2 * kRun < 2^31

template <class Sum>
Sum product(const std::int16_t* a, const std::int16_t* b, std::size_t count) {
    Sum sum = 0;
    for (std::size_t s = 0; s < count; ++s) sum += static_cast<Sum>(a[s]) * static_cast<Sum>(b[s]);
    return sum;
}

std::int64_t inner(const Samples& samples, std::size_t i, std::size_t j) {
    const std::int16_t* a = samples.input.data() + i * samples.count;
    const std::int16_t* b = samples.input.data() + j * samples.count;
    if (samples.largest > kNarrow) return product<std::int64_t>(a, b, samples.count);
    std::int64_t sum = 0;
    std::size_t s = 0;
    for (; s + kRun <= samples.count; s += kRun) sum += product<std::int32_t>(a + s, b + s, kRun);
    return sum + product<std::int32_t>(a + s, b + s, samples.count - s);
}

std::int64_t total(const Samples& samples, std::size_t i) {
    const std::int16_t* a = samples.input.data() + i * samples.count;
    std::int64_t sum = 0;
    for (std::size_t s = 0; s < samples.count; ++s) sum += a[s];
    return sum;
}

// x * (y - mean) of some inputs and outputs at once, sample by sample.
constexpr std::size_t kTile = 4;
struct Tile {
    std::size_t input, inputs, output, outputs;
    bool full() const { return inputs == kTile && outputs == kTile; }
};

template <bool Full>
void add_products(const Samples& samples, const Tile& tile, const double* mean, double (&sum)[kTile][kTile]) {
    const std::size_t inputs = Full ? kTile : tile.inputs, outputs = Full ? kTile : tile.outputs;
    const std::int16_t* x = samples.input.data() + tile.input * samples.count;
    const float* y = samples.target.data() + tile.output;
    for (std::size_t s = 0; s < samples.count; ++s, ++x, y += samples.outputs) {
        double wanted[kTile];
        for (std::size_t o = 0; o < outputs; ++o) wanted[o] = static_cast<double>(y[o]) - mean[o];
        for (std::size_t i = 0; i < inputs; ++i)
            for (std::size_t o = 0; o < outputs; ++o) sum[i][o] += x[i * samples.count] * wanted[o];
    }
}

void take_cross(const Samples& samples, const Tile& tile, const std::vector<double>& target_mean, double* to) {
    double sum[kTile][kTile] = {};
    const double* mean = target_mean.data() + tile.output;
    tile.full() ? add_products<true>(samples, tile, mean, sum) : add_products<false>(samples, tile, mean, sum);
    for (std::size_t i = 0; i < tile.inputs; ++i)
        for (std::size_t o = 0; o < tile.outputs; ++o)
            to[i * samples.outputs + tile.output + o] = sum[i][o] / static_cast<double>(samples.count);
}

void covariances(const Samples& samples, Moments& moments, std::size_t row) {
    const auto count = static_cast<double>(samples.count);
    const std::size_t i = moments.first + row;
    for (std::size_t column = 0; column <= row; ++column) {
        const std::size_t j = moments.first + column;
        const double raw_i = moments.input_mean[i] - samples.zero, raw_j = moments.input_mean[j] - samples.zero;
        const double value = static_cast<double>(inner(samples, i, j)) / count - raw_i * raw_j;
        moments.covariance[row * moments.size + column] = value;
        moments.covariance[column * moments.size + row] = value;
    }
}

}  // namespace

std::vector<double> input_means(const Samples& samples) {
    std::vector<double> means(samples.inputs);
    for (std::size_t i = 0; i < samples.inputs; ++i)
        means[i] = static_cast<double>(total(samples, i)) / static_cast<double>(samples.count) + samples.zero;
    return means;
}

std::vector<double> target_means(const Samples& samples) {
    std::vector<double> means(samples.outputs, 0.0);
    for (std::size_t s = 0; s < samples.count; ++s)
        for (std::size_t o = 0; o < samples.outputs; ++o)
            means[o] += static_cast<double>(samples.target[s * samples.outputs + o]);
    for (double& mean : means) mean /= static_cast<double>(samples.count);
    return means;
}

Moments take_moments(const Samples& samples, std::size_t first, std::size_t size, bool with_cross,
                     const Parallel& parallel) {
    Moments moments{input_means(samples), target_means(samples), first, size, {}, {}};
    moments.covariance.resize(size * size);
    parallel(size, [&](std::size_t row) { covariances(samples, moments, size - 1 - row); });  // long rows first
    if (!with_cross) return moments;
    moments.cross.resize(size * samples.outputs);
    parallel((size + kTile - 1) / kTile, [&](std::size_t tile) {
        const std::size_t at = tile * kTile;
        for (std::size_t o = 0; o < samples.outputs; o += kTile)
            take_cross(samples, {first + at, std::min(kTile, size - at), o, std::min(kTile, samples.outputs - o)},
                       moments.target_mean, moments.cross.data() + at * samples.outputs);
    });
    return moments;
}

}  // namespace hashiflex::core
