// SPDX-License-Identifier: Apache-2.0
// What is true of an adder graph whatever registers cut it. Computed once for each graph, since graphs have millions of
// operations and counts, delays and clamps all ask.
#pragma once

#include "modules/core/graph/adder_graph.h"
#include "modules/core/graph/known_bits.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

struct Wires {
    int bits = 8;
    bool is_signed = false;
};

struct NodeFacts {
    KnownBits known;
    std::uint32_t first = 0;  // the first node that is made of the same operands in the same way; a + b is b + a
    std::uint16_t level = 0;  // adders on the longest way to it; inputs are at level 0
    std::uint8_t bits = 1;    // what is never negative has no sign bit
    bool is_signed = false;

    Wires wires() const { return {bits, is_signed}; }
};

struct OutputFacts {
    Interval range;
    int level = 0;
};

struct GraphFacts {
    std::vector<NodeFacts> nodes;
    std::vector<OutputFacts> outputs;
    int depth = 0;  // adders on the longest way to any output
};

// `inputs`: one for each, or one for all. Throws std::overflow_error as node_ranges(), std::length_error for more than
// 65,535 adders in a row.
GraphFacts graph_facts(const AdderGraph& graph, const std::vector<Wires>& inputs);

// What stands on `range` of wires.
Wires wires_of(Interval range);

}  // namespace hashiflex::core
