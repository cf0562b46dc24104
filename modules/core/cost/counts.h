// SPDX-License-Identifier: Apache-2.0
// The bill of hardware: how many of each priced resource a stage is made of, over all its lanes.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

struct Counts {
    std::int64_t adders = 0;              // two-input additions: of weight terms, pooled pixels, operands, products
    std::int64_t bias_adders = 0;         // additions of a constant (bias, rounding, input offset)
    std::int64_t full_adders = 0;         // cells, bias adders included
    std::int64_t half_adders = 0;         // cells of adders where one of the three bits is constant
    std::int64_t inverters = 0;           // between adders, at the polarities that need the fewest
    std::int64_t compare_bits = 0;        // positions with a comparator cell
    std::int64_t mux_bits = 0;            // 2:1 multiplexers
    std::int64_t gates = 0;               // of two inputs: next-state logic, padding
    std::int64_t multiplier_bits = 0;     // partial-product positions of programmable multipliers
    std::int64_t pipeline_flop_bits = 0;  // registers of the datapath, accumulators included
    std::int64_t fifo_flop_bits = 0;
    std::int64_t buffer_flop_bits = 0;   // buffers held in flops, and window registers
    std::int64_t control_flop_bits = 0;  // counters, constants of steps, what travels beside data
    std::int64_t latch_bits = 0;         // buffers and FIFOs held in latches
    std::int64_t read_bits = 0;          // bits that the one-hot trees of all ports select among
    std::int64_t sram_bits = 0;
    std::int64_t sram_columns = 0;     // data bits of all its banks
    std::int64_t gated_flop_bits = 0;  // of the flops above, those behind a clock gate
    std::int64_t clock_gates = 0;      // of flops and latches

    std::int64_t adder_bits() const { return full_adders + half_adders; }
    std::int64_t flop_bits() const {
        return pipeline_flop_bits + fifo_flop_bits + buffer_flop_bits + control_flop_bits;
    }
    Counts& operator+=(const Counts& other);
};

Counts operator+(Counts a, const Counts& b);
Counts operator*(std::int64_t factor, Counts a);

// Every definition is in docs/cost.md.
Counts stage_counts(const StageDesign& stage, const Design& design);
Counts source_counts(const Design& design);

}  // namespace hashiflex::core
