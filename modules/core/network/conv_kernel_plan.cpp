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
        plan.start[o] = wrapped(conv.bias[o] + rounding_constant(conv.shift[o]) + std::int64_t{plan.from.zero} * sum);
        plan.right[o] = std::max(conv.shift[o], 0);
        if (conv.shift[o] >= 0) continue;
        plan.left_shifts = true;
        plan.left[o] = -conv.shift[o];
        plan.least[o] = static_cast<std::int32_t>(conv.clamp.lo >> plan.left[o]);
        plan.most[o] = static_cast<std::int32_t>((conv.clamp.hi >> plan.left[o]) + 1);
    }
}

// Where the weight of output channel o stands that meets value i of row r of its window.
struct Place {
    std::size_t step;  // 4 bytes of all lanes
    std::size_t byte;  // of them
};

class Layout {
 public:
    explicit Layout(const ConvPlan& plan)
        : plan_(plan),
          lanes_(static_cast<std::size_t>(plan.lanes)),
          per_step_(static_cast<std::size_t>(plan.per_step())) {}

    Place operator()(std::size_t o, std::size_t r, std::size_t i) const {
        const auto rows = static_cast<std::size_t>(plan_.window.kernel_h);
        const auto steps = static_cast<std::size_t>(plan_.steps);
        const std::size_t successive = plan_.depthwise() ? r : i;
        const std::size_t byte = successive % per_step_ * static_cast<std::size_t>(plan_.value_bytes());
        const std::size_t step = successive / per_step_;
        if (plan_.depthwise()) return {(i * steps + step) * static_cast<std::size_t>(plan_.blocks) * lanes_ + o, byte};
        return {((o / lanes_ * rows + r) * steps + step) * lanes_ + o % lanes_, byte};
    }

 private:
    const ConvPlan& plan_;
    std::size_t lanes_;
    std::size_t per_step_;
};

void plan_weights(const Conv& conv, ConvPlan& plan) {
    const int row_values = plan.window.kernel_w * (plan.depthwise() ? 1 : conv.in.channels);
    const int successive = plan.depthwise() ? plan.window.kernel_h : row_values;
    plan.steps = (successive + plan.per_step() - 1) / plan.per_step();
    const int others = plan.depthwise() ? plan.window.kernel_w : plan.window.kernel_h;
    std::vector<std::uint32_t> weights(static_cast<std::size_t>(plan.blocks * plan.lanes * others * plan.steps), 0);
    const Layout layout(plan);
    const std::uint32_t mask = plan.of_bytes() ? 0xff : 0xffff;
    std::size_t at = 0;
    for (std::size_t o = 0; o < conv.bias.size(); ++o)
        for (int r = 0; r < plan.window.kernel_h; ++r)
            for (int i = 0; i < row_values; ++i, ++at) {
                if (vanishes(conv.shift[o])) continue;
                const Place place = layout(o, static_cast<std::size_t>(r), static_cast<std::size_t>(i));
                weights[place.step] |= (static_cast<std::uint32_t>(conv.weights[at]) & mask) << (8 * place.byte);
            }
    plan.weights.assign(weights.begin(), weights.end());
}

// Does no sum of two products of successive bytes leave 16 bits? A value is stored as 0 .. most, so the largest sum
// takes the positive weights of a pair at `most` and the others at 0, the least one the other way round. Powers of two
// of 7 exponents always fit, 2 * 255 * 64 < 2^15; of 8 exponents only pairs that do not meet do.
bool pairs_fit(const LineAligned<std::int32_t>& weights, std::int64_t most) {
    const auto byte = [](std::int32_t four, int i) {
        return std::int64_t{static_cast<std::int8_t>(static_cast<std::uint32_t>(four) >> (8 * i))};
    };
    for (const std::int32_t four : weights)
        for (const int first : {0, 2}) {
            const std::int64_t a = byte(four, first), b = byte(four, first + 1);
            const Interval sum{(std::min<std::int64_t>(a, 0) + std::min<std::int64_t>(b, 0)) * most,
                               (std::max<std::int64_t>(a, 0) + std::max<std::int64_t>(b, 0)) * most};
            if (!fits<std::int16_t>(sum)) return false;
        }
    return true;
}

}  // namespace

std::optional<ConvPlan> plan_conv(const Conv& conv, const RowType& in, RowFormat to, VectorUnit unit) {
    const Interval values = hull(in.range, {0, 0});  // padding is a value, too
    const auto [least, most] = std::minmax_element(conv.weights.begin(), conv.weights.end());
    const Interval weights{*least, *most};
    const bool depthwise = conv.groups == conv.in.channels && conv.groups == conv.out.channels;
    if (!depthwise && conv.groups != 1) return std::nullopt;
    if (in.format.bytes > 2 || !fits<std::int16_t>(weights) || !results_fit(conv, values)) return std::nullopt;
    ConvPlan plan;
    plan.window = conv.window;
    plan.in = conv.in;
    plan.out = conv.out;
    plan.from = in.format;
    plan.to = to;
    plan.lanes = unit.lanes;
    plan.blocks = (conv.out.channels + unit.lanes - 1) / unit.lanes;
    plan_requantization(conv, plan);
    if (in.format.bytes == 1 && fits<std::int8_t>(weights)) {
        plan.form = depthwise ? ConvForm::depthwise_bytes : ConvForm::bytes;
        plan_weights(conv, plan);
        if (unit.exact_bytes || pairs_fit(plan.weights, values.hi - in.format.zero)) return plan;
    }
    if (!unit.words) return std::nullopt;
    plan.form = depthwise ? ConvForm::depthwise_words : ConvForm::words;
    plan_weights(conv, plan);
    return plan;
}

}  // namespace hashiflex::core
