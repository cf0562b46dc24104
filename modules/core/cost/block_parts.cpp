// SPDX-License-Identifier: Apache-2.0
// The parts that several blocks share: balanced trees and clamps.
#include "modules/core/cost/blocks.h"
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

// A left shift can leave 64 bits on paper; what matters here is only that such a value is beyond any clamp.
Interval shifted(Interval acc, int shift) {
    constexpr std::int64_t kFar = std::int64_t{1} << 40;  // outputs have at most 32 bits
    if (shift >= 0) return {shift_right(acc.lo, shift), shift_right(acc.hi, shift)};
    const auto far = [&](std::int64_t bound) { return std::clamp(bound, -(kFar >> -shift) - 1, (kFar >> -shift) + 1); };
    return {shift_right(far(acc.lo), shift), shift_right(far(acc.hi), shift)};
}

ClampHardware clamp_of_lane(const StageDesign& stage, const std::vector<int>& shifts, Interval clamp) {
    ClampHardware lane;
    if (!stage.graph) return lane;
    const auto nodes = node_ranges(*stage.graph);
    const auto& outputs = stage.graph->outputs;
    const auto copies = stage.out.shape.channels / std::max<std::int64_t>(static_cast<std::int64_t>(outputs.size()), 1);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
        if (outputs[o].node == kNoNode) continue;              // a constant is clamped on paper
        const Interval acc = output_range(outputs[o], nodes);  // rounding included
        const int shift = shifts[std::min(o, shifts.size() - 1)];
        const auto channel = clamp_hardware(shifted(acc, shift), clamp, stage.out.bits);
        lane.compare_bits += copies * channel.compare_bits;
        lane.mux_bits += copies * channel.mux_bits;
        lane.longest_compare = std::max(lane.longest_compare, channel.longest_compare);
        lane.muxes_in_series = std::max(lane.muxes_in_series, channel.muxes_in_series);
    }
    return lane;
}

}  // namespace

int TreePipeline::depth() const {
    return width({0, leaves - 1});
}

int TreePipeline::levels_between() const {
    return registers == 0 ? depth() : (depth() + registers - 1) / registers;
}

int TreePipeline::level_of(int boundary) const {
    return std::min(boundary * levels_between(), depth());
}

int TreePipeline::values_at(int level) const {
    const std::int64_t merged = std::int64_t{1} << level;
    return static_cast<int>((leaves + merged - 1) / merged);
}

// it.
Counts maximum_tree(const TreePipeline& tree, int compared, int carried) {
    Counts counts;
    counts.compare_bits = std::int64_t{tree.leaves - 1} * compared;
    counts.mux_bits = std::int64_t{tree.leaves - 1} * (compared + carried);
    for (int b = 1; b <= tree.registers; ++b)
        counts.pipeline_flop_bits += std::int64_t{tree.values_at(tree.level_of(b))} * (compared + carried);
    return counts;
}

std::int64_t sum_tree_bits(int leaves, Interval range) {
    if (leaves < 2) return 0;
    const int left = leaves / 2;
    return sum_tree_bits(left, range) + sum_tree_bits(leaves - left, range) + width(scale(range, leaves));
}

std::int64_t sum_tree_flops(const TreePipeline& tree, Interval range) {
    std::int64_t flops = 0;
    for (int b = 1; b <= tree.registers; ++b) {
        const int level = tree.level_of(b);
        const auto merged = std::min<std::int64_t>(std::int64_t{1} << level, tree.leaves);
        flops += std::int64_t{tree.values_at(level)} * width(scale(range, merged));
    }
    return flops;
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
