// SPDX-License-Identifier: Apache-2.0
// What synthesis makes of an adder graph, bit by bit: cells of ripple adders and flops. Equal sums are built once, bits
// that are constant or that nobody reads not at all, and a bit that only passes through an adder is the wire it came
// from, so that its flops are those of that wire.
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

// How a graph is built. `inputs` and `read`: one for each, or one for all.
struct GraphBuild {
    std::vector<Wires> inputs;
    std::vector<Bits> read;  // what somebody reads of constant + (node << shift); bits above its wires are its sign
    int levels_per_stage = 1;
    int registers = 0;  // on the way of every output
};

// A position of an adder has two operand bits and a carry. All three vary: full adder. One is constant: half adder.
// Two: a wire or an inverter.
struct GraphCells {
    std::int64_t full_adders = 0;
    std::int64_t half_adders = 0;
    std::int64_t carries = 0;  // of the full adders, those of which only the carry is read
    std::int64_t flops = 0;
    std::int64_t sums = 0;  // adders, equal ones once, bias adders included

    std::int64_t adder_cells() const { return full_adders + half_adders; }
};

// O(operations * registers). Throws std::invalid_argument if levels_per_stage < 1.
GraphCells graph_cells(const AdderGraph& graph, const GraphBuild& build);

}  // namespace hashiflex::core
