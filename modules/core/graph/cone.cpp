// SPDX-License-Identifier: Apache-2.0
#include "modules/core/graph/cone.h"

namespace hashiflex::core {
namespace {

// Nodes that an output in `kept` depends on.
std::vector<bool> needed_nodes(const AdderGraph& graph, const OutputRange& kept) {
    std::vector<bool> needed(graph.nodes(), false);
    for (std::size_t o = kept.first; o <= kept.last; ++o) {
        const auto node = graph.outputs.at(o).node;
        if (node != kNoNode) needed[node] = true;
    }
    const std::size_t inputs = graph.inputs.size();
    for (std::size_t i = graph.ops.size(); i-- > 0;) {
        if (!needed[inputs + i]) continue;
        needed[graph.ops[i].lhs] = true;
        needed[graph.ops[i].rhs] = true;
    }
    return needed;
}

}  // namespace

AdderGraph cone(const AdderGraph& graph, const OutputRange& kept) {
    const auto needed = needed_nodes(graph, kept);
    const std::size_t inputs = graph.inputs.size();
    AdderGraph part;
    part.inputs = graph.inputs;
    std::vector<std::uint32_t> place(graph.nodes(), kNoNode);  // in the part
    for (std::uint32_t i = 0; i < inputs; ++i) place[i] = i;
    for (std::size_t i = 0; i < graph.ops.size(); ++i) {
        if (!needed[inputs + i]) continue;
        AdderOp op = graph.ops[i];
        op.lhs = place[op.lhs];
        op.rhs = place[op.rhs];
        place[inputs + i] = static_cast<std::uint32_t>(part.nodes());
        part.ops.push_back(op);
    }
    part.outputs.resize(graph.outputs.size());
    for (std::size_t o = kept.first; o <= kept.last; ++o) {
        part.outputs[o] = graph.outputs[o];
        if (part.outputs[o].node != kNoNode) part.outputs[o].node = place[part.outputs[o].node];
    }
    return part;
}

}  // namespace hashiflex::core
