// SPDX-License-Identifier: Apache-2.0
// What an adder graph is made of: adder cells by interval analysis, and the registers that cut it into cycles.
#pragma once

#include "modules/core/design/hardware.h"
#include "modules/core/graph/adder_graph.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// Positions of the result at which an adder cell stands: its width minus the low positions that are only wires.
//   (a << ls) + (b << rs)       the low max(ls, rs): there at most one operand is not 0
//   (a << ls) - (b << rs)       the low rs: nothing is taken off there (a is passed on, or it is 0 as well)
//   constant + (node << shift)  the low max(shift, trailing zeros of the constant)
//   constant - (node << shift)  the low shift
int adder_positions(const AdderOp& op, Interval result);
int bias_positions(const GraphOutput& output, Interval result);

// An adder of so many positions. Beyond max_ripple_bits it is carry-select: ceil(positions / max) blocks of equal size,
// each but the first as two ripple chains, one for either carry, and a 2:1 multiplexer per sum bit and per carry that a
// further block selects by.
struct AdderHardware {
    int cells = 0;
    int mux_bits = 0;
    int blocks = 1;
    int block_bits = 0;  // positions of the longest chain
};
AdderHardware adder_hardware(int positions, const std::optional<int>& max_ripple_bits);

// A graph of depth D has latency L = ceil(D / levels_per_stage); register boundary b = 1..L lies behind level
// min(b * levels_per_stage, D). A node of level l whose last consumer has level c is registered once at every boundary
// at a level in [l, c), whoever shares it, `width(range)` flops each. The consumer of an output has level D + 1.
// Inputs have level 0: the window is held only in the cycle that starts it. An output behind a bias adder leaves out
// its low `shift` bits, which are bits of the constant; an output without a node has no flops.
struct GraphCounts {
    std::int64_t adders = 0;  // two-input additions and subtractions, bias adders not included
    std::int64_t bias_adders = 0;
    std::int64_t adder_bits = 0;  // adder cells, bias adders included
    std::int64_t mux_bits = 0;    // of carry-select adders
    std::int64_t flop_bits = 0;
    int depth = 0;
    int latency = 0;
    int max_adder_bits = 0;  // the widest adder, in positions
};

// O(operations). Throws std::invalid_argument if levels_per_stage < 1.
GraphCounts graph_counts(const AdderGraph& graph, const AdderStyle& style);

}  // namespace hashiflex::core
