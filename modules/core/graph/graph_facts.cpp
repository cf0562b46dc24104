// SPDX-License-Identifier: Apache-2.0
#include "modules/core/graph/graph_facts.h"

#include "modules/core/graph/equal_sums.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

// A sum on so many wires.
KnownBits on_wires(const KnownBits& sum, const Wires& wires) {
    if (wires.is_signed) return sum.sign_extended(wires.bits);
    const Bits above = ~low_bits(wires.bits);
    return {sum.zero | above, sum.one & ~above};
}

NodeFacts input_facts(std::size_t node, const Wires& wires) {
    return {KnownBits::any(wires.bits, wires.is_signed), static_cast<std::uint32_t>(node), 0,
            static_cast<std::uint8_t>(wires.bits), wires.is_signed};
}

std::uint16_t level_above(const NodeFacts& lhs, const NodeFacts& rhs) {
    const int level = 1 + std::max(lhs.level, rhs.level);
    if (level > std::numeric_limits<std::uint16_t>::max())
        throw std::length_error(std::to_string(level) + " adders in a row; at most 65535 are counted");
    return static_cast<std::uint16_t>(level);
}

NodeFacts sum_facts(const AdderOp& op, const NodeFacts& lhs, const NodeFacts& rhs, Interval range, std::uint32_t node) {
    const Wires wires = wires_of(range);
    const KnownBits right = rhs.known.shifted(op.rhs_shift);
    const KnownSum sum =
        known_sum(lhs.known.shifted(op.lhs_shift), op.subtract ? right.inverted() : right, op.subtract);
    return {on_wires(sum.sum, wires), node, level_above(lhs, rhs), static_cast<std::uint8_t>(wires.bits),
            wires.is_signed};
}

Interval sum_range(const AdderOp& op, Interval lhs, Interval rhs) {
    lhs = shift_left(lhs, op.lhs_shift);
    rhs = shift_left(rhs, op.rhs_shift);
    return op.subtract ? subtract(lhs, rhs) : add(lhs, rhs);
}

}  // namespace

Wires wires_of(Interval range) {
    return {std::max(width(range), 1), range.lo < 0};
}

GraphFacts graph_facts(const AdderGraph& graph, const std::vector<Wires>& inputs) {
    GraphFacts facts;
    facts.nodes.reserve(graph.nodes());
    for (std::size_t node = 0; node < graph.inputs.size(); ++node)
        facts.nodes.push_back(input_facts(node, inputs.size() == 1 ? inputs.front() : inputs[node]));
    std::vector<Interval> ranges(graph.inputs);
    ranges.reserve(graph.nodes());
    EqualSums equal(graph);
    for (AdderOp op : graph.ops) {
        const auto node = static_cast<std::uint32_t>(facts.nodes.size());
        op.lhs = facts.nodes[op.lhs].first;
        op.rhs = facts.nodes[op.rhs].first;
        const std::uint32_t first = equal.first(op, node);
        const Interval range = first == node ? sum_range(op, ranges[op.lhs], ranges[op.rhs]) : ranges[first];
        const NodeFacts found =
            first == node ? sum_facts(op, facts.nodes[op.lhs], facts.nodes[op.rhs], range, node) : facts.nodes[first];
        ranges.push_back(range);
        facts.nodes.push_back(found);
    }
    for (const auto& output : graph.outputs) {
        const int level =
            output.node == kNoNode ? 0 : facts.nodes[output.node].level + (output.has_bias_adder() ? 1 : 0);
        facts.outputs.push_back({output_range(output, ranges), level});
        facts.depth = std::max(facts.depth, level);
    }
    return facts;
}

}  // namespace hashiflex::core
