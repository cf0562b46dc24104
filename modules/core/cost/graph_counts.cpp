// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/graph_counts.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

void require_levels(int levels_per_stage) {
    if (levels_per_stage < 1)
        throw std::invalid_argument("adder_levels_per_stage is " + std::to_string(levels_per_stage) +
                                    "; at least 1 is needed");
}

int trailing_zeros(std::int64_t value) {
    int zeros = 0;
    for (; value % 2 == 0; value /= 2) ++zeros;
    return zeros;
}

// Register boundaries of a graph of depth D with k levels between them.
struct Boundaries {
    int depth;
    int k;

    int count() const { return (depth + k - 1) / k; }
    int below(int level) const { return level > depth ? count() : std::max(level - 1, 0) / k; }
    int crossed(int level, int consumer) const { return below(consumer) - below(level); }
};

// The level of the last consumer of every node; its own level if there is none.
std::vector<int> last_consumers(const AdderGraph& graph, const std::vector<int>& levels, int depth) {
    std::vector<int> last(levels);
    const std::size_t inputs = graph.inputs.size();
    for (std::size_t i = 0; i < graph.ops.size(); ++i) {
        const auto& op = graph.ops[i];
        const int level = levels[inputs + i];
        last[op.lhs] = std::max(last[op.lhs], level);
        last[op.rhs] = std::max(last[op.rhs], level);
    }
    for (const auto& output : graph.outputs) {
        if (output.node == kNoNode) continue;
        const int level = output.has_bias_adder() ? output_level(output, levels) : depth + 1;
        last[output.node] = std::max(last[output.node], level);
    }
    return last;
}

}  // namespace

int adder_positions(const AdderOp& op, Interval result) {
    const int wires = op.subtract ? op.rhs_shift : std::max(op.lhs_shift, op.rhs_shift);
    return std::max(width(result) - wires, 0);
}

int bias_positions(const GraphOutput& output, Interval result) {
    const int wires = output.negate ? output.shift : std::max<int>(output.shift, trailing_zeros(output.constant));
    return std::max(width(result) - wires, 0);
}

AdderHardware adder_hardware(int positions, const std::optional<int>& max_ripple_bits) {
    if (!max_ripple_bits || positions <= *max_ripple_bits) return {positions, 0, 1, positions};
    AdderHardware adder;
    adder.blocks = (positions + *max_ripple_bits - 1) / *max_ripple_bits;
    adder.block_bits = (positions + adder.blocks - 1) / adder.blocks;
    const int selected = positions - adder.block_bits;
    adder.cells = positions + selected;
    adder.mux_bits = selected + adder.blocks - 2;  // the carry out of the first block needs none, the last has none
    return adder;
}

GraphCounts graph_counts(const AdderGraph& graph, const AdderStyle& style) {
    require_levels(style.levels_per_stage);
    const auto ranges = node_ranges(graph);
    const auto levels = node_levels(graph);
    GraphCounts counts;
    for (const auto& output : graph.outputs) counts.depth = std::max(counts.depth, output_level(output, levels));
    const Boundaries boundaries{counts.depth, style.levels_per_stage};
    counts.latency = boundaries.count();

    const auto add_positions = [&](int positions) {
        const auto adder = adder_hardware(positions, style.max_ripple_bits);
        counts.adder_bits += adder.cells;
        counts.mux_bits += adder.mux_bits;
        counts.max_adder_bits = std::max(counts.max_adder_bits, positions);
    };
    counts.adders = static_cast<std::int64_t>(graph.ops.size());
    for (std::size_t i = 0; i < graph.ops.size(); ++i)
        add_positions(adder_positions(graph.ops[i], ranges[graph.inputs.size() + i]));
    const auto last = last_consumers(graph, levels, counts.depth);
    for (std::size_t node = 0; node < levels.size(); ++node)
        counts.flop_bits += std::int64_t{boundaries.crossed(levels[node], last[node])} * width(ranges[node]);
    for (const auto& output : graph.outputs) {
        if (!output.has_bias_adder()) continue;
        const Interval range = output_range(output, ranges);
        ++counts.bias_adders;
        add_positions(bias_positions(output, range));
        counts.flop_bits += std::int64_t{boundaries.crossed(output_level(output, levels), counts.depth + 1)} *
                            std::max(width(range) - output.shift, 0);
    }
    return counts;
}

}  // namespace hashiflex::core
