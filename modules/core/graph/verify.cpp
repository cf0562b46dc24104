// SPDX-License-Identifier: Apache-2.0
#include "modules/core/graph/verify.h"

#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

// Walks down from one output. A shared node is visited once per use: exact, and linear for trees.
void collect(const AdderGraph& graph, std::uint32_t node, std::int64_t factor, LinearForm& form) {
    if (node < graph.inputs.size()) {
        const auto it = form.coefficients.emplace(node, 0).first;
        it->second += factor;
        if (it->second == 0) form.coefficients.erase(it);
        return;
    }
    const auto& op = graph.ops[node - graph.inputs.size()];
    collect(graph, op.lhs, factor * (std::int64_t{1} << op.lhs_shift), form);
    collect(graph, op.rhs, (op.subtract ? -factor : factor) * (std::int64_t{1} << op.rhs_shift), form);
}

}  // namespace

void verify(const AdderGraph& graph, const std::vector<LinearForm>& expected) {
    check(graph);
    if (graph.outputs.size() != expected.size())
        throw std::logic_error("the graph has " + std::to_string(graph.outputs.size()) + " outputs instead of " +
                               std::to_string(expected.size()));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& output = graph.outputs[i];
        LinearForm form;
        form.constant = output.constant;
        if (output.node != kNoNode)
            collect(graph, output.node, (output.negate ? -1 : 1) * (std::int64_t{1} << output.shift), form);
        if (form.constant != expected[i].constant || form.coefficients != expected[i].coefficients)
            throw std::logic_error("output " + std::to_string(i) + " of the adder graph is not its row of weights");
    }
}

}  // namespace hashiflex::core
