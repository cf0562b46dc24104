// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/graph_parts.h"

#include <algorithm>
#include <numeric>

namespace hashiflex::rtl {
namespace {

constexpr std::size_t kMostAdders = 4000;  // of one module: what a compiler digests in one piece

}  // namespace

std::vector<GraphPart> graph_parts(const core::AdderGraph& graph) {
    const std::size_t inputs = graph.inputs.size();
    GraphPart whole{0, graph.ops.size(), std::vector<std::uint32_t>(graph.outputs.size())};
    std::iota(whole.outputs.begin(), whole.outputs.end(), 0U);
    if (graph.ops.size() <= kMostAdders) return {whole};
    std::vector<std::size_t> last_use(graph.ops.size(), 0);  // the last operation that reads it
    for (std::size_t i = 0; i < graph.ops.size(); ++i)
        for (const auto node : {graph.ops[i].lhs, graph.ops[i].rhs})
            if (node >= inputs) last_use[node - inputs] = i;
    std::vector<GraphPart> parts(1);
    std::size_t reach = 0;  // operations up to here are read by later ones
    std::size_t next = 0;
    for (std::uint32_t o = 0; o < graph.outputs.size(); ++o) {
        const auto node = graph.outputs[o].node;
        const bool has_op = node != core::kNoNode && node >= inputs;
        if (has_op && node - inputs + 1 < next) return {whole};
        const std::size_t end = has_op ? node - inputs + 1 : next;
        if (next > reach && next - parts.back().first + (end - next) > kMostAdders && next > parts.back().first) {
            parts.back().last = next;
            parts.push_back({next, next, {}});
        }
        for (; next < end; ++next) reach = std::max(reach, last_use[next]);
        parts.back().outputs.push_back(o);
    }
    parts.back().last = graph.ops.size();
    return parts;
}

}  // namespace hashiflex::rtl
