// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/clamp.h"

#include "modules/core/numeric/requantize.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

int trailing_bits(std::int64_t value, int bit, int limit) {
    int count = 0;
    while (count < limit && ((value >> count) & 1) == bit) ++count;
    return count;
}

void add_side(ClampHardware& clamp, int compare_bits, int out_bits) {
    clamp.compare_bits += compare_bits;
    clamp.mux_bits += out_bits;
    clamp.longest_compare = std::max(clamp.longest_compare, compare_bits);
    ++clamp.muxes_in_series;
}

ClampHardware clamp_of_lane(const StageDesign& stage, const std::vector<int>& shifts, Interval clamp) {
    ClampHardware lane;
    if (!stage.graph) return lane;
    const auto& outputs = stage.graph->outputs;
    const auto copies = stage.out.shape.channels / std::max<std::int64_t>(static_cast<std::int64_t>(outputs.size()), 1);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
        if (outputs[o].node == kNoNode) continue;            // a constant is clamped on paper
        const Interval acc = stage.facts->outputs[o].range;  // rounding included
        const int shift = shifts[std::min(o, shifts.size() - 1)];
        const auto channel = clamp_hardware(shifted_range(acc, shift), clamp, stage.out.bits);
        lane.compare_bits += copies * channel.compare_bits;
        lane.mux_bits += copies * channel.mux_bits;
        lane.longest_compare = std::max(lane.longest_compare, channel.longest_compare);
        lane.muxes_in_series = std::max(lane.muxes_in_series, channel.muxes_in_series);
    }
    return lane;
}

// Bits of a value that decide whether it is above or below a bound. A sign stands at the top of every value.
Bits deciding_above(std::int64_t bound) {
    return ~low_bits(trailing_bits(bound, 1, 63));
}
Bits deciding_below(std::int64_t bound) {
    return ~low_bits(trailing_bits(bound, 0, 63));
}

}  // namespace

// A left shift can leave 64 bits on paper; what matters here is only that such a value is beyond any clamp.
Interval shifted_range(Interval acc, int shift) {
    constexpr std::int64_t kFar = std::int64_t{1} << 40;  // outputs have at most 32 bits
    if (shift >= 0) return {shift_right(acc.lo, shift), shift_right(acc.hi, shift)};
    const auto far = [&](std::int64_t bound) { return std::clamp(bound, -(kFar >> -shift) - 1, (kFar >> -shift) + 1); };
    return {shift_right(far(acc.lo), shift), shift_right(far(acc.hi), shift)};
}

std::optional<std::int64_t> constant_result(Interval accumulator, int shift, const std::optional<Interval>& clamp) {
    Interval value = shifted_range(accumulator, shift);
    if (clamp) value = {std::clamp(value.lo, clamp->lo, clamp->hi), std::clamp(value.hi, clamp->lo, clamp->hi)};
    if (value.lo != value.hi) return std::nullopt;
    return value.lo;
}

Bits bits_read(Interval accumulator, int shift, const std::optional<Interval>& clamp, int out_bits) {
    if (constant_result(accumulator, shift, clamp)) return 0;
    const int left = std::max(-shift, 0);
    const Interval value = shifted_range(accumulator, std::max(shift, 0));
    Bits read = low_bits(std::max(out_bits - left, 0));
    if (clamp) {
        // what is multiplied by a left shift is compared before it
        const std::int64_t most = clamp->hi >> left;
        const std::int64_t least = -((-clamp->lo) >> left);
        if (value.hi > most) read |= deciding_above(most);
        if (value.lo < least) read |= deciding_below(least);
    }
    if (shift <= 0) return read;
    return read << shift | (read >> 63) << 63;
}

ClampHardware clamp_hardware(Interval shifted, Interval clamp, int out_bits) {
    ClampHardware hardware;
    const int bits = width(shifted);
    if (shifted.hi > clamp.hi) add_side(hardware, bits - trailing_bits(clamp.hi, 1, bits - 1), out_bits);
    if (shifted.lo < clamp.lo) add_side(hardware, bits - trailing_bits(clamp.lo, 0, bits - 1), out_bits);
    return hardware;
}

ClampHardware clamp_hardware(const StageDesign& stage) {
    if (const auto* conv = std::get_if<Conv>(&stage.op)) return clamp_of_lane(stage, conv->shift, conv->clamp);
    if (const auto* add = std::get_if<Add>(&stage.op)) return clamp_of_lane(stage, {add->shift}, add->clamp);
    return {};
}

}  // namespace hashiflex::core
