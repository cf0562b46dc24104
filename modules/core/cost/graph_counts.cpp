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

GraphCounts graph_counts(const AdderGraph& graph, int levels_per_stage) {
    require_levels(levels_per_stage);
    const auto ranges = node_ranges(graph);
    const auto levels = node_levels(graph);
    GraphCounts counts;
    for (const auto& output : graph.outputs) counts.depth = std::max(counts.depth, output_level(output, levels));
    const Boundaries boundaries{counts.depth, levels_per_stage};
    counts.latency = boundaries.count();

    const auto add_positions = [&](int positions) {
        counts.adder_bits += positions;
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

std::vector<SegmentProfile> segment_profiles(const AdderGraph& graph, int levels_per_stage) {
    require_levels(levels_per_stage);
    const auto ranges = node_ranges(graph);
    const auto levels = node_levels(graph);
    const int deepest = depth(graph);
    const int k = std::max(1, std::min(levels_per_stage, deepest));
    const auto chain = static_cast<std::size_t>(k);
    std::vector<SegmentProfile> worst(static_cast<std::size_t>((deepest + k - 1) / k), SegmentProfile(chain, 0));
    std::vector<int> at(graph.nodes() * chain, 0);  // [node][adders - 1]: paths that end at the node

    // Adds an adder of `level` and `positions` behind `from` to `profile`; registered operands start a path.
    const auto extend = [&](std::size_t from, int level, int positions, int* profile) {
        const int segment = (level - 1) / k;
        if (levels[from] <= segment * k) profile[0] = std::max(profile[0], positions);
        if (levels[from] <= segment * k) return;
        for (std::size_t n = 1; n < chain; ++n) {
            const int before = at[from * chain + n - 1];
            if (before > 0) profile[n] = std::max({profile[n], before, positions});
        }
    };
    const auto record = [&](int level, const int* profile) {
        if (level > deepest) return;  // feeds no output
        auto& segment = worst[static_cast<std::size_t>((level - 1) / k)];
        for (std::size_t n = 0; n < chain; ++n) segment[n] = std::max(segment[n], profile[n]);
    };
    for (std::size_t i = 0; i < graph.ops.size(); ++i) {
        const std::size_t node = graph.inputs.size() + i;
        const int positions = adder_positions(graph.ops[i], ranges[node]);
        int* profile = &at[node * chain];
        extend(graph.ops[i].lhs, levels[node], positions, profile);
        extend(graph.ops[i].rhs, levels[node], positions, profile);
        record(levels[node], profile);
    }
    std::vector<int> profile(chain);
    for (const auto& output : graph.outputs) {
        if (!output.has_bias_adder()) continue;
        std::fill(profile.begin(), profile.end(), 0);
        const int level = output_level(output, levels);
        extend(output.node, level, bias_positions(output, output_range(output, ranges)), profile.data());
        record(level, profile.data());
    }
    return worst;
}

}  // namespace hashiflex::core
