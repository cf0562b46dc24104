// SPDX-License-Identifier: Apache-2.0
// Energy per image: events times prices, plus what the clock and leakage take whether anything happens or not.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/quantity.h"
#include "modules/core/cost/toggle_rates.h"

#include <cstdint>
#include <optional>

namespace hashiflex::core {

struct Part;

// Uses of resources per image.
struct Events {
    std::int64_t full_adders = 0;
    std::int64_t half_adders = 0;
    std::int64_t inverters = 0;
    std::int64_t compare_bits = 0;
    std::int64_t mux_bits = 0;
    std::int64_t gates = 0;
    std::int64_t multiplier_bits = 0;
    std::int64_t flop_bits = 0;           // new values captured
    std::int64_t flop_bus_bits = 0;       // of a bit that is written, as many as there are words that it could go to
    std::int64_t latch_bits = 0;          // new values captured
    std::int64_t latch_bus_bits = 0;      // as flop_bus_bits
    std::int64_t read_bits = 0;           // that come through a read tree
    std::int64_t sram_bits = 0;           // read or written
    std::int64_t sram_word_bits = 0;      // each as often as its bank has words, at most kMostSramWords
    std::int64_t clocked_flop_bits = 0;   // clock edges that reach gated flops
    std::int64_t clocked_latch_bits = 0;  // latches opened
    std::int64_t open_gates = 0;          // cycles in which a clock gate lets the clock through

    Events& operator+=(const Events& other);
};

Events stage_events(const StageDesign& stage, const Design& design);
// The same, with stage_parts at hand.
Events stage_events(const StageDesign& stage, const std::vector<Part>& parts, const Design& design);
Events source_events(const Design& design);

// Under which conditions an image is computed.
struct Operation {
    ToggleRates rates;
    double clock_mhz = 1000;
    std::optional<double> cycles_per_image;  // unknown: so are clock and leakage energy
};

// pJ per image.
//   logic, flops, latches  uses * toggle rate * energy_fj; of flops and latches also what is written, past the inputs
//   of
//                 all words, times their bus_fj; a bit that is read takes read_select_fj whether it toggles or not
//   clock         (flop bits without gate * cycles_per_image + gated ones as often as they are clocked) * flop_clock_fj
//                 + latches opened * latch_clock_fj
//                 + gates * cycles_per_image * clock_gate_clock_fj + cycles in which one is open * clock_gate.energy_fj
//   sram          bits read or written * (column_fj + words * word_fj) * energy_factor, toggling or not
//   leakage       leakage_nw * cycles_per_image / clock
struct EnergyBreakdown {
    Quantity adders;
    Quantity multipliers;
    Quantity comparators_and_muxes;
    Quantity flops;
    Quantity latches;
    Quantity clock;
    Quantity sram;
    Quantity leakage;

    Quantity total() const;
    Quantity without_leakage() const;
    EnergyBreakdown& operator+=(const EnergyBreakdown& other);
};

EnergyBreakdown energy(const Counts& counts, const Events& events, const Technology& tech, const Operation& operation);

// pJ for `bits` read from or written to banks of so many words.
Quantity sram_energy(double bits, std::int64_t words, const Technology& tech);

// pJ to write `bytes` into the weight memory of `npu` (a Classifier stage); the way there is not included.
Quantity reprogram_energy(const StageDesign& npu, const Design& design, std::int64_t bytes, const Technology& tech);

}  // namespace hashiflex::core
