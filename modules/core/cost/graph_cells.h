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

// Where the cells of one sum are: the positions of its full and half adders.
struct CellPositions {
    Bits full = 0;
    Bits half = 0;
};

// Bits of a sum that stand in so many registers in a row. `place`: a node, or an output with a bias adder.
struct CellFlops {
    std::uint32_t place = 0;
    Bits bits = 0;
    int registers = 1;
};

// The same cells one by one, for who follows the bits.
struct GraphCellMap {
    std::vector<std::uint32_t> merged;  // of every node, the one that is built instead
    std::vector<CellPositions> ops;
    std::vector<CellPositions> outputs;  // of bias adders
    std::vector<CellFlops> node_flops;
    std::vector<CellFlops> output_flops;
};

// O(operations * registers). Throws std::invalid_argument if levels_per_stage < 1.
GraphCells graph_cells(const AdderGraph& graph, const GraphBuild& build);
GraphCellMap graph_cell_map(const AdderGraph& graph, const GraphBuild& build);

}  // namespace hashiflex::core
