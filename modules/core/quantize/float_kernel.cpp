// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/float_kernel.h"

#include <algorithm>
#include <cstddef>

namespace hashiflex::core {
namespace {

constexpr std::size_t kPixels = 4;    // of a tile
constexpr std::size_t kChannels = 4;  // of a tile: its sums stay in registers

// The inputs of some output pixels, one pixel after another: [pixel][kernel_h][kernel_w][channels of the group].
void gather(const Conv& conv, const FloatMap& in, int group, int y, int x, std::size_t pixels, double* patch) {
    const Window& window = conv.window;
    const int channels = conv.in.channels / conv.groups;
    for (std::size_t p = 0; p < pixels; ++p) {
        for (int ky = 0; ky < window.kernel_h; ++ky) {
            const int row = y * window.stride_h - window.pad_top + ky;
            for (int kx = 0; kx < window.kernel_w; ++kx, patch += channels) {
                const int column = (x + static_cast<int>(p)) * window.stride_w - window.pad_left + kx;
                if (row < 0 || row >= conv.in.height || column < 0 || column >= conv.in.width) {
                    std::fill_n(patch, channels, 0.0);
                    continue;
                }
                const auto pixel = static_cast<std::size_t>(row * conv.in.width + column);
                const float* from = in.data() + pixel * static_cast<std::size_t>(conv.in.channels) +
                                    static_cast<std::size_t>(group * channels);
                std::copy_n(from, channels, patch);
            }
        }
    }
}

// kPixels x kChannels sums at once: each in the order of the inputs, so that tiles change no bit.
void full_tile(const double* patch, std::size_t inputs, const double* weights, std::size_t out, double* sums) {
    double acc[kPixels][kChannels];
    for (std::size_t p = 0; p < kPixels; ++p)
        for (std::size_t c = 0; c < kChannels; ++c) acc[p][c] = sums[p * out + c];
    for (std::size_t i = 0; i < inputs; ++i, weights += out)
        for (std::size_t p = 0; p < kPixels; ++p)
            for (std::size_t c = 0; c < kChannels; ++c) acc[p][c] += patch[p * inputs + i] * weights[c];
    for (std::size_t p = 0; p < kPixels; ++p)
        for (std::size_t c = 0; c < kChannels; ++c) sums[p * out + c] = acc[p][c];
}

void edge_tile(const double* patch, std::size_t inputs, const double* weights, std::size_t out, std::size_t pixels,
               std::size_t channels, double* sums) {
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < channels; ++c) {
            double acc = sums[p * out + c];
            for (std::size_t i = 0; i < inputs; ++i) acc += patch[p * inputs + i] * weights[i * out + c];
            sums[p * out + c] = acc;
        }
}

// sums[pixels][out] += patch[pixels][inputs] * weights[inputs][out].
void multiply(const double* patch, std::size_t inputs, const double* weights, std::size_t out, std::size_t pixels,
              double* sums) {
    for (std::size_t c = 0; c < out; c += kChannels) {
        const std::size_t channels = std::min(kChannels, out - c);
        if (pixels == kPixels && channels == kChannels)
            full_tile(patch, inputs, weights + c, out, sums + c);
        else
            edge_tile(patch, inputs, weights + c, out, pixels, channels, sums + c);
    }
}

FloatMap depthwise_sums(const Conv& conv, const FloatWeights& weights, const FloatMap& in) {
    const Window& window = conv.window;
    const auto channels = static_cast<std::size_t>(conv.in.channels);
    FloatMap out(static_cast<std::size_t>(conv.out.elements()));
    std::vector<double> sums(channels);
    auto* to = out.data();
    for (int y = 0; y < conv.out.height; ++y)
        for (int x = 0; x < conv.out.width; ++x, to += channels) {
            std::copy(weights.bias.begin(), weights.bias.end(), sums.begin());
            for (int ky = 0; ky < window.kernel_h; ++ky)
                for (int kx = 0; kx < window.kernel_w; ++kx) {
                    const int row = y * window.stride_h - window.pad_top + ky;
                    const int column = x * window.stride_w - window.pad_left + kx;
                    if (row < 0 || row >= conv.in.height || column < 0 || column >= conv.in.width) continue;
                    const auto tap = static_cast<std::size_t>(ky * window.kernel_w + kx);
                    const double* w = weights.weights.data() + tap * channels;
                    const float* from = in.data() + static_cast<std::size_t>(row * conv.in.width + column) * channels;
                    for (std::size_t c = 0; c < channels; ++c) sums[c] += static_cast<double>(from[c]) * w[c];
                }
            for (std::size_t c = 0; c < channels; ++c) to[c] = static_cast<float>(sums[c]);
        }
    return out;
}

bool is_depthwise(const Conv& conv) {
    return conv.groups == conv.in.channels && conv.groups == conv.out.channels;
}

}  // namespace

FloatWeights lay_out(const Conv& conv, const std::vector<float>& weights, const std::vector<float>& bias) {
    const auto groups = static_cast<std::size_t>(conv.groups);
    const std::size_t out = static_cast<std::size_t>(conv.out.channels) / groups;
    const std::size_t inputs = weights.size() / (out * groups);
    FloatWeights laid;
    laid.weights.resize(weights.size());
    laid.bias.assign(bias.begin(), bias.end());
    if (is_depthwise(conv)) {  // [tap][channel], for there is one output in a group
        for (std::size_t c = 0; c < groups; ++c)
            for (std::size_t i = 0; i < inputs; ++i) laid.weights[i * groups + c] = weights[c * inputs + i];
        return laid;
    }
    for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t c = 0; c < out; ++c)
            for (std::size_t i = 0; i < inputs; ++i)
                laid.weights[(g * inputs + i) * out + c] = weights[(g * out + c) * inputs + i];
    return laid;
}

std::vector<double> weights_of(const Conv& conv, const FloatWeights& weights, int channel) {
    const auto all = static_cast<std::size_t>(conv.out.channels), o = static_cast<std::size_t>(channel);
    const std::size_t out = is_depthwise(conv) ? all : all / static_cast<std::size_t>(conv.groups);
    std::vector<double> row(weights.weights.size() / all);
    const double* first = weights.weights.data() + o / out * row.size() * out + o % out;
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = first[i * out];
    return row;
}

FloatMap weighted_sums(const Conv& conv, const FloatWeights& weights, const FloatMap& in) {
    if (is_depthwise(conv)) return depthwise_sums(conv, weights, in);
    const auto all = static_cast<std::size_t>(conv.out.channels);
    const std::size_t out = all / static_cast<std::size_t>(conv.groups);
    const std::size_t inputs = weights.weights.size() / all;
    std::vector<double> patch(kPixels * inputs);
    std::vector<double> sums(kPixels * out);
    FloatMap map(static_cast<std::size_t>(conv.out.elements()));
    for (int group = 0; group < conv.groups; ++group) {
        const std::size_t first = static_cast<std::size_t>(group) * out;
        for (int y = 0; y < conv.out.height; ++y)
            for (int x = 0; x < conv.out.width; x += static_cast<int>(kPixels)) {
                const std::size_t pixels = std::min(kPixels, static_cast<std::size_t>(conv.out.width - x));
                gather(conv, in, group, y, x, pixels, patch.data());
                for (std::size_t p = 0; p < pixels; ++p)
                    std::copy_n(weights.bias.data() + first, out, sums.data() + p * out);
                multiply(patch.data(), inputs, weights.weights.data() + first * inputs, out, pixels, sums.data());
                for (std::size_t p = 0; p < pixels; ++p) {
                    const auto pixel = static_cast<std::size_t>(y * conv.out.width + x) + p;
                    std::transform(sums.data() + p * out, sums.data() + (p + 1) * out, map.data() + pixel * all + first,
                                   [](double v) { return static_cast<float>(v); });
                }
            }
    }
    return map;
}

}  // namespace hashiflex::core
