// SPDX-License-Identifier: Apache-2.0
// Finds operations of a graph that compute the same.
#pragma once

#include "modules/core/graph/adder_graph.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// Given the operations of a graph one after the other, in terms of first nodes, it says which of them have been there.
// Sums of two inputs are found in a table; all others in the list of what reads their later operand, which is nearly
// always empty and was written a moment ago: a table of millions would be read from memory each time.
class EqualSums {
 public:
    explicit EqualSums(const AdderGraph& graph);

    // The node of the first operation that is equal to `op`; `node`, its own, if it is new.
    std::uint32_t first(AdderOp op, std::uint32_t node);

 private:
    std::uint32_t first_of_inputs(const AdderOp& op, std::uint32_t node);
    std::uint32_t first_reader(const AdderOp& op, std::uint32_t node);

    const std::uint32_t inputs_;
    std::vector<std::uint32_t> table_;   // of nodes, open addressing
    std::vector<std::uint32_t> reader_;  // of a node, the latest
    std::vector<std::uint32_t> next_;    // reader of the same operand
    std::vector<AdderOp> ops_;           // canonical
};

}  // namespace hashiflex::core
