// SPDX-License-Identifier: Apache-2.0
// The slowest path between two registers, and the clock that it allows.
#pragma once

#include "modules/core/cost/quantity.h"
#include "modules/core/design/design.h"

#include <string>
#include <vector>

namespace hashiflex::core {

// Delays in ps, from register to register; flop is clock to output plus setup.
//   adders   flop + the slowest path of adders within one register segment (cost/segment_delays.h): n ripple adders in
//            a row n * sum + W * carry, W the most positions of any of them. The first segment starts with the
//            multiplexers that read a ring of flops (+ ceil(log2 depth) * mux); none behind window registers, which
//            hold what lanes see.
//   clamp    flop + compare(W) + muxes in series * mux, behind the last adder register
//   maximum  flop + v * (compare(W) + mux): v levels of a tree of maxima between two registers
//   sram     sram_read + flop: the word read is registered
//   NPU      products     flop + weight_bits * multiplier_bit + feature_bits * carry (array, last row ripples)
//            row tree     as adders
//            accumulator  ripple: flop + sum + mux + W * carry; carry_save: flop + sum + mux, and each of the
//                         two halves that resolve it flop + sum + ceil(W / 2) * carry
//            scale        flop + 16 * multiplier_bit, then flop + 32 * carry
//            argmax       as maximum
//   argmax   selection    flop + (levels that read the ring, one for the step, ceil(log2 steps)) * mux
//            scale        flop + 8 * multiplier_bit (half of the rows), then flop + sum + W * carry
//            maximum      as maximum; the best so far is a level of its own
//   compare(W) = (1 + ceil(log2 W)) * carry: a comparator is a tree of W positions
// No wires, no clock skew, no control (credits, counters).
struct PathDelay {
    Quantity ps;
    std::string what;  // "adders of register segment 2", "clamp", ...; empty: nothing but wires
};

PathDelay stage_path(const StageDesign& stage, const Design& design, const Technology& tech);
// Of the input port: what takes the offset off.
PathDelay source_path(const Source& source, const Technology& tech);

struct CriticalPath {
    std::string stage;
    std::string what;
    Quantity ps;
    Quantity max_clock_mhz;
};

// The slowest of all stages; unknown if the path of any stage is.
CriticalPath critical_path(const Design& design, const Technology& tech);
// The same, with the path of each stage at hand.
CriticalPath critical_path(const Design& design, const std::vector<PathDelay>& paths);

}  // namespace hashiflex::core
