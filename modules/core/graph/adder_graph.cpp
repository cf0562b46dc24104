// SPDX-License-Identifier: Apache-2.0
#include "modules/core/graph/adder_graph.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <string>

namespace hashiflex::core {

void check(const AdderGraph& graph) {
    const std::size_t inputs = graph.inputs.size();
    for (std::size_t i = 0; i < graph.ops.size(); ++i) {
        const auto& op = graph.ops[i];
        if (op.lhs >= inputs + i || op.rhs >= inputs + i)
            throw std::logic_error("adder " + std::to_string(i) + " uses node " +
                                   std::to_string(std::max(op.lhs, op.rhs)) + ", which does not exist before it");
    }
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
        const auto node = graph.outputs[i].node;
        if (node != kNoNode && node >= graph.nodes())
            throw std::logic_error("output " + std::to_string(i) + " uses node " + std::to_string(node) +
                                   ", which does not exist");
    }
}

std::vector<std::int64_t> evaluate(const AdderGraph& graph, const std::vector<std::int64_t>& inputs) {
    assert(inputs.size() == graph.inputs.size());
    std::vector<std::int64_t> value(inputs);
    value.reserve(graph.nodes());
    for (std::size_t i = 0; i < inputs.size(); ++i)
        assert(inputs[i] >= graph.inputs[i].lo && inputs[i] <= graph.inputs[i].hi);
    for (const auto& op : graph.ops) {
        const std::int64_t lhs = value[op.lhs] * (std::int64_t{1} << op.lhs_shift);
        const std::int64_t rhs = value[op.rhs] * (std::int64_t{1} << op.rhs_shift);
        value.push_back(op.subtract ? lhs - rhs : lhs + rhs);
    }
    std::vector<std::int64_t> result;
    result.reserve(graph.outputs.size());
    for (const auto& output : graph.outputs) {
        const std::int64_t sum = output.node == kNoNode ? 0 : value[output.node] * (std::int64_t{1} << output.shift);
        result.push_back(output.constant + (output.negate ? -sum : sum));
    }
    return result;
}

std::vector<Interval> node_ranges(const AdderGraph& graph) {
    std::vector<Interval> range(graph.inputs);
    range.reserve(graph.nodes());
    for (const auto& op : graph.ops) {
        const Interval lhs = shift_left(range[op.lhs], op.lhs_shift);
        const Interval rhs = shift_left(range[op.rhs], op.rhs_shift);
        range.push_back(op.subtract ? subtract(lhs, rhs) : add(lhs, rhs));
    }
    return range;
}

Interval output_range(const GraphOutput& output, const std::vector<Interval>& nodes) {
    const Interval constant{output.constant, output.constant};
    if (output.node == kNoNode) return constant;
    const Interval sum = shift_left(nodes[output.node], output.shift);
    return output.negate ? subtract(constant, sum) : add(constant, sum);
}

std::vector<int> node_levels(const AdderGraph& graph) {
    std::vector<int> level(graph.inputs.size(), 0);
    level.reserve(graph.nodes());
    for (const auto& op : graph.ops) level.push_back(1 + std::max(level[op.lhs], level[op.rhs]));
    return level;
}

int output_level(const GraphOutput& output, const std::vector<int>& levels) {
    if (output.node == kNoNode) return 0;
    return levels[output.node] + (output.has_bias_adder() ? 1 : 0);
}

int depth(const AdderGraph& graph) {
    const auto levels = node_levels(graph);
    int deepest = 0;
    for (const auto& output : graph.outputs) deepest = std::max(deepest, output_level(output, levels));
    return deepest;
}

}  // namespace hashiflex::core
