// SPDX-License-Identifier: Apache-2.0
// Energy per image: events times prices, plus what the clock and leakage take whether anything happens or not.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/quantity.h"

#include <cstdint>
#include <optional>

namespace hashiflex::core {

// Uses of resources per image. SRAM: bits read or written.
struct Events {
    std::int64_t full_adders = 0;
    std::int64_t half_adders = 0;
    std::int64_t compare_bits = 0;
    std::int64_t mux_bits = 0;
    std::int64_t multiplier_bits = 0;
    std::int64_t flop_bits = 0;  // new values captured
    std::int64_t sram_bits = 0;
    std::int64_t clocked_flop_bits = 0;  // clock edges that reach gated flops
    std::int64_t open_gates = 0;         // cycles in which a clock gate lets the clock through

    Events& operator+=(const Events& other);
};

Events stage_events(const StageDesign& stage, const Design& design, const Technology& tech);
// The same, with stage_blocks at hand.
Events stage_events(const StageDesign& stage, const std::vector<Block>& blocks, const Design& design,
                    const Technology& tech);
Events source_events(const Design& design);

// Under which conditions an image is computed.
struct Operation {
    double toggle_rate = 0;  // toggles per data wire and use
    double clock_mhz = 1000;
    std::optional<double> cycles_per_image;  // unknown: so are clock and leakage energy
};

// pJ per image.
//   logic, flops  uses * toggle_rate * energy_fj
//   clock         (flop bits without gate * cycles_per_image + gated ones as often as they are clocked) * flop_clock_fj
//                 + gates * cycles_per_image * clock_gate_clock_fj + cycles in which one is open * clock_gate.energy_fj
//   sram          bits read or written * energy_fj, toggling or not
//   leakage       leakage_nw * cycles_per_image / clock
struct EnergyBreakdown {
    Quantity adders;
    Quantity multipliers;
    Quantity comparators_and_muxes;
    Quantity flops;
    Quantity clock;
    Quantity sram;
    Quantity leakage;

    Quantity total() const;
};

EnergyBreakdown energy(const Counts& counts, const Events& events, const Technology& tech, const Operation& operation);

// pJ to write `bytes` into the weight memory of `npu` (a Classifier stage); the way there is not included.
Quantity reprogram_energy(const StageDesign& npu, std::int64_t bytes, const Technology& tech, double toggle_rate);

}  // namespace hashiflex::core
