// SPDX-License-Identifier: Apache-2.0
#include "modules/core/graph/equal_sums.h"

#include <algorithm>
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

EqualSums::EqualSums(const AdderGraph& graph)
    : inputs_(static_cast<std::uint32_t>(graph.inputs.size())),
      reader_(graph.ops.size(), kNoNode),
      next_(graph.ops.size(), kNoNode) {
    const auto of_inputs = std::count_if(graph.ops.begin(), graph.ops.end(),
                                         [&](const AdderOp& op) { return op.lhs < inputs_ && op.rhs < inputs_; });
    std::size_t places = 16;
    while (places < 2 * static_cast<std::size_t>(of_inputs)) places *= 2;
    table_.assign(places, kNoNode);
    ops_.reserve(graph.ops.size());
}

std::uint32_t EqualSums::first(AdderOp op, std::uint32_t node) {
    if (!op.subtract && op.rhs < op.lhs) {
        std::swap(op.lhs, op.rhs);
        std::swap(op.lhs_shift, op.rhs_shift);
    }
    ops_.push_back(op);
    return std::max(op.lhs, op.rhs) < inputs_ ? first_of_inputs(op, node) : first_reader(op, node);
}

std::uint32_t EqualSums::first_of_inputs(const AdderOp& op, std::uint32_t node) {
    std::size_t place = hash(op) & (table_.size() - 1);
    while (table_[place] != kNoNode && !same(ops_[table_[place] - inputs_], op))
        place = (place + 1) & (table_.size() - 1);
    if (table_[place] == kNoNode) table_[place] = node;
    return table_[place];
}

std::uint32_t EqualSums::first_reader(const AdderOp& op, std::uint32_t node) {
    std::uint32_t& latest = reader_[std::max(op.lhs, op.rhs) - inputs_];
    for (std::uint32_t reader = latest; reader != kNoNode; reader = next_[reader - inputs_])
        if (same(ops_[reader - inputs_], op)) return reader;
    next_[node - inputs_] = latest;
    return latest = node;
}

}  // namespace hashiflex::core
