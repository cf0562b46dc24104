// SPDX-License-Identifier: Apache-2.0
#include "modules/core/graph/merged_sums.h"

#include <numeric>
#include <utility>

namespace hashiflex::core {
namespace {

std::uint64_t hash(const AdderOp& op) {
    std::uint64_t key = (std::uint64_t{op.lhs} << 32) | op.rhs;
    key ^= (std::uint64_t{op.lhs_shift} << 58) ^ (std::uint64_t{op.rhs_shift} << 26) ^ (op.subtract ? 1ULL << 25 : 0);
    key *= 0x9e3779b97f4a7c15ULL;
    return key ^ (key >> 29);
}

bool same(const AdderOp& a, const AdderOp& b) {
    return a.lhs == b.lhs && a.rhs == b.rhs && a.lhs_shift == b.lhs_shift && a.rhs_shift == b.rhs_shift &&
           a.subtract == b.subtract;
}

}  // namespace

std::vector<std::uint32_t> merged_sums(const AdderGraph& graph) {
    std::vector<std::uint32_t> first(graph.nodes());
    std::iota(first.begin(), first.end(), 0U);
    std::size_t places = 16;
    while (places < 2 * graph.ops.size()) places *= 2;
    // Open addressing, since graphs have millions of operations: the operands in terms of first nodes, and the node.
    std::vector<std::uint32_t> table(places, kNoNode);
    std::vector<AdderOp> ops(graph.ops);
    for (std::size_t i = 0; i < ops.size(); ++i) {
        AdderOp& op = ops[i];
        op.lhs = first[op.lhs];
        op.rhs = first[op.rhs];
        if (!op.subtract && op.rhs < op.lhs) {
            std::swap(op.lhs, op.rhs);
            std::swap(op.lhs_shift, op.rhs_shift);
        }
        std::size_t place = hash(op) & (places - 1);
        while (table[place] != kNoNode && !same(ops[table[place]], op)) place = (place + 1) & (places - 1);
        if (table[place] == kNoNode)
            table[place] = static_cast<std::uint32_t>(i);
        else
            first[graph.inputs.size() + i] = static_cast<std::uint32_t>(graph.inputs.size() + table[place]);
    }
    return first;
}

}  // namespace hashiflex::core
