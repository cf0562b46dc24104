// SPDX-License-Identifier: Apache-2.0
// How long the adders between two pipeline registers take, bit by bit, with what each output drives.
#pragma once

#include "modules/core/cost/graph_cells.h"

#include <vector>

namespace hashiflex::core {

// Delays in ps, as in Technology.
struct AdderDelays {
    double carry = 0;      // one position of a chain
    double sum = 0;        // to the sum bit, which drives nothing
    double sum_load = 0;   // more for each adder position that reads it
    double flop_load = 0;  // the same of a register's output
    double buffer = 0;     // one that drives as many positions as it can
    double inverter = 0;

    friend bool operator==(const AdderDelays& a, const AdderDelays& b) {
        return a.carry == b.carry && a.sum == b.sum && a.sum_load == b.sum_load && a.flop_load == b.flop_load &&
               a.buffer == b.buffer && a.inverter == b.inverter;
    }
};

// Edges of sums, which drive more, are slow: the carries of an adder that reads any take so many times as long (37.9
// and 34.1 ps per position of FAx1 chains in OpenSTA's paths). A half adder with the inverter that it may need is
// faster than a full one (HAxp5 and INVx1: 28 to 32 ps).
constexpr double kSlowEdges = 1.11;
constexpr double kHalfAdder = 0.85;

// The slowest path within every register segment (the logic in front of register boundary b + 1), from the output of
// one register, which has yet to drive its readers, to the input of the next.
//   sum of a position    = last of its two operand bits and its carry + sum + net
//   carry of a position  = the same + carry (* kSlowEdges if an operand is a sum of the same segment)
//   a half adder's sum and carry: kHalfAdder * carry
//   net of n readers     = n * load; more than kMostLoads: load * (buffers) + buffer
// A sign is read at several positions, every other time inverted: it drives half of them and an inverter, which is on
// the path half of the time.
// O(bits of all operations).
std::vector<double> segment_delays(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build,
                                   const BuiltGraph& built, const AdderDelays& delays);

}  // namespace hashiflex::core
