// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/conv_kernel_plan.h"

#include "modules/core/numeric/requantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hashiflex::core {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kMostClamp = std::int64_t{1} << 30;
constexpr int kMostLeftShift = 29;  // a clamped value plus one unit of the shift stays in 32 bits

template <typename Narrow>
bool fits(Interval range) {
    return range.lo >= std::numeric_limits<Narrow>::min() && range.hi <= std::numeric_limits<Narrow>::max();
}

// A sum of less than 2^31 rounds to 0, whatever it is.
bool vanishes(int shift) {
    return shift >= 32;
}

// Are all results, sums with their rounding constants included, those of 32-bit arithmetic?
bool results_fit(const Conv& conv, Interval in) {
    if (conv.clamp.lo < -kMostClamp || conv.clamp.hi > kMostClamp) return false;
    const double most_input = static_cast<double>(std::max(-in.lo, in.hi));
    const std::size_t taps = conv.weights.size() / conv.bias.size();
    for (std::size_t o = 0; o < conv.bias.size(); ++o) {
        if (conv.shift[o] < -kMostLeftShift) return false;
        double sum = std::abs(static_cast<double>(conv.bias[o]));
        for (std::size_t t = 0; t < taps; ++t) sum += std::abs(conv.weights[o * taps + t]) * most_input;
        if (!vanishes(conv.shift[o])) sum += static_cast<double>(rounding_constant(conv.shift[o]));
        if (sum > static_cast<double>(kMost)) return false;
    }
    return true;
}

// The value that is congruent modulo 2^32.
std::int32_t wrapped(std::int64_t value) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(value)));
}

void plan_requantization(const Conv& conv, ConvPlan& plan) {
    const auto channels = static_cast<std::size_t>(plan.blocks * plan.lanes);
    for (auto* constants : {&plan.start, &plan.right, &plan.left}) constants->assign(channels, 0);
    plan.least.assign(channels, std::numeric_limits<std::int32_t>::min());
    plan.most.assign(channels, std::numeric_limits<std::int32_t>::max());
    plan.lo = static_cast<std::int32_t>(conv.clamp.lo);
    plan.hi = static_cast<std::int32_t>(conv.clamp.hi);
    const std::size_t taps = conv.weights.size() / conv.bias.size();
    for (std::size_t o = 0; o < conv.bias.size(); ++o) {
        if (vanishes(conv.shift[o])) continue;  // its weights are left out, too
        std::int64_t sum = 0;
        for (std::size_t t = 0; t < taps; ++t) sum += conv.weights[o * taps + t];
        plan.start[o] = wrapped(conv.bias[o] + rounding_constant(conv.shift[o]) + plan.zero * sum);
        plan.right[o] = std::max(conv.shift[o], 0);
        if (conv.shift[o] >= 0) continue;
        plan.left_shifts = true;
        plan.left[o] = -conv.shift[o];
        plan.least[o] = static_cast<std::int32_t>(conv.clamp.lo >> plan.left[o]);
        plan.most[o] = static_cast<std::int32_t>((conv.clamp.hi >> plan.left[o]) + 1);
    }
}

void plan_weights(const Conv& conv, ConvPlan& plan) {
    const Window& window = plan.window;
    const auto lanes = static_cast<std::size_t>(plan.lanes);
    const auto channels = static_cast<std::size_t>(plan.blocks) * lanes;
    const bool depthwise = plan.form == ConvForm::depthwise;
    const auto row_values = static_cast<std::size_t>(window.kernel_w * (depthwise ? 1 : conv.in.channels));
    const std::size_t per_step = depthwise ? 1 : static_cast<std::size_t>(4 / plan.value_bytes());
    const int bits = 8 * plan.value_bytes();
    const std::uint32_t mask = (1U << bits) - 1;
    const std::size_t steps = (row_values + per_step - 1) / per_step;
    const auto rows = static_cast<std::size_t>(window.kernel_h);
    plan.steps = static_cast<int>(steps);
    std::vector<std::uint32_t> weights(channels * rows * steps, 0);
    for (std::size_t o = 0; o < conv.bias.size(); ++o) {
        if (vanishes(conv.shift[o])) continue;
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t i = 0; i < row_values; ++i) {
                const std::size_t step = r * steps + i / per_step;
                const std::size_t at =
                    depthwise ? step * channels + o : (o / lanes * rows * steps + step) * lanes + o % lanes;
                const auto weight = static_cast<std::uint32_t>(conv.weights[(o * rows + r) * row_values + i]);
                weights[at] |= (weight & mask) << (i % per_step * static_cast<std::size_t>(bits));
            }
    }
    plan.weights.assign(weights.begin(), weights.end());
}

}  // namespace

std::optional<ConvPlan> plan_conv(const Conv& conv, Interval in, int lanes, bool bytes) {
    in = {std::min<std::int64_t>(in.lo, 0), std::max<std::int64_t>(in.hi, 0)};  // padding is a value, too
    const auto [least, most] = std::minmax_element(conv.weights.begin(), conv.weights.end());
    const Interval weights{*least, *most};
    const bool depthwise = conv.groups == conv.in.channels && conv.groups == conv.out.channels;
    if (!depthwise && conv.groups != 1) return std::nullopt;
    if (!fits<std::int16_t>(in) || !fits<std::int16_t>(weights) || !results_fit(conv, in)) return std::nullopt;
    ConvPlan plan;
    plan.window = conv.window;
    plan.in = conv.in;
    plan.out = conv.out;
    plan.lanes = lanes;
    plan.blocks = (conv.out.channels + lanes - 1) / lanes;
    if (depthwise) {
        plan.form = ConvForm::depthwise;
    } else if (bytes && in.hi - in.lo <= std::numeric_limits<std::uint8_t>::max() && fits<std::int8_t>(weights)) {
        plan.form = ConvForm::bytes;
        plan.zero = static_cast<int>(in.lo);
    }
    plan_requantization(conv, plan);
    plan_weights(conv, plan);
    return plan;
}

}  // namespace hashiflex::core
