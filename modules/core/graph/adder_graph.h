// SPDX-License-Identifier: Apache-2.0
// A constant matrix as adders: a flat list of shift-and-add operations, and what can be computed from it.
#pragma once

#include "modules/core/numeric/interval.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// value = (lhs << lhs_shift) + (rhs << rhs_shift), or - if subtract. Nodes 0 .. inputs-1 are the inputs, then the
// operations in order; an operation uses only nodes before it.
struct AdderOp {
    std::uint32_t lhs = 0;
    std::uint32_t rhs = 0;
    std::uint8_t lhs_shift = 0;
    std::uint8_t rhs_shift = 0;
    bool subtract = false;
};

constexpr std::uint32_t kNoNode = 0xffffffffU;

// value = constant + (node << shift), or - if negate; without a node, the constant. The bias adder exists if there is a
// node and either constant != 0 or negate.
struct GraphOutput {
    std::uint32_t node = kNoNode;
    std::uint8_t shift = 0;
    bool negate = false;
    std::int64_t constant = 0;

    bool has_bias_adder() const { return node != kNoNode && (constant != 0 || negate); }
};

struct AdderGraph {
    std::vector<Interval> inputs;  // the range of each input
    std::vector<AdderOp> ops;
    std::vector<GraphOutput> outputs;

    std::size_t nodes() const { return inputs.size() + ops.size(); }
};

// Throws std::logic_error naming the first operation or output that uses a node that does not exist before it.
void check(const AdderGraph& graph);

// All outputs for one vector of inputs. Inputs must lie in their ranges (asserted).
std::vector<std::int64_t> evaluate(const AdderGraph& graph, const std::vector<std::int64_t>& inputs);

// The exact range of every node by interval analysis; outputs likewise.
std::vector<Interval> node_ranges(const AdderGraph& graph);
Interval output_range(const GraphOutput& output, const std::vector<Interval>& nodes);

// Adders on the longest way to each node; inputs are at level 0.
std::vector<int> node_levels(const AdderGraph& graph);
int output_level(const GraphOutput& output, const std::vector<int>& levels);
int depth(const AdderGraph& graph);

}  // namespace hashiflex::core
