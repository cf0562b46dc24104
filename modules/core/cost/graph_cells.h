// SPDX-License-Identifier: Apache-2.0
// What synthesis makes of an adder graph, bit by bit: cells of ripple adders and flops. Equal sums are built once, bits
// that are constant or that nobody reads not at all, and a bit that only passes through an adder is the wire it came
// from, so that its flops are those of that wire.
#pragma once

#include "modules/core/graph/graph_facts.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// How a graph is built.
struct GraphBuild {
    std::vector<Bits> read;  // one for each output, or one for all: what somebody reads of constant + (node << shift);
                             // bits above its wires are its sign
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
    std::int64_t sums = 0;      // adders, equal ones once, bias adders included
    std::int64_t extended = 0;  // operands whose sign is read at more than one position
    std::int64_t shared = 0;    // bits of inputs that more than one adder reads
    std::int64_t edges = 0;     // bits of inputs that one adder reads, and of outputs

    std::int64_t adder_cells() const { return full_adders + half_adders; }
    // Full adders and registers may compute on inverted bits, in a chain every other one does. What does not fit: the
    // operands of half adders, signs that are read at even and at odd positions, bits that several adders read, and
    // every other bit where logic begins or ends that has one polarity.
    std::int64_t inverters() const { return half_adders + extended + shared + edges / 2; }
};

// Who reads a node behind so many registers.
struct NodeReads {
    Bits bits = 0;
    std::uint16_t readers = 0;  // adders
    std::uint16_t signs = 0;    // positions above its wires at which they read its sign
};

struct BuiltGraph {
    GraphCells cells;
    int registers = 0;
    std::vector<NodeReads> reads;   // [node][registers in between]: bits that are its own, not those of what it adds
    std::vector<Bits> output_bits;  // of the bias adders, the same

    const NodeReads& read(std::size_t node, int behind) const {
        return reads[node * static_cast<std::size_t>(registers + 1) + static_cast<std::size_t>(behind)];
    }
    Bits needed(std::size_t node) const {
        Bits bits = 0;
        for (int behind = 0; behind <= registers; ++behind) bits |= read(node, behind).bits;
        return bits;
    }
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
BuiltGraph built_graph(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build);
GraphCells graph_cells(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build);
GraphCellMap graph_cell_map(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build);

// An operand of an adder: a node, shifted.
struct Operand {
    std::uint32_t node = kNoNode;
    int shift = 0;
};

// The positions of an adder, its operands as they enter it: the right one inverted if it is taken off. Without a node
// the right operand is a constant.
struct BitAdder {
    Operand lhs, rhs;
    KnownBits a, b;
    bool subtract = false;
    KnownBits carry = known_sum(a, b, subtract).carry;

    // Positions that are there if these bits of the sum are needed: from them down along carries that vary.
    Bits live(Bits needed) const;
};
BitAdder bit_adder(const AdderOp& op, const GraphFacts& facts);
BitAdder bias_adder(const GraphOutput& output, const GraphFacts& facts);

}  // namespace hashiflex::core
