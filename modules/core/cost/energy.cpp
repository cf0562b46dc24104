// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/energy.h"

#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clock_gating.h"
#include "modules/core/cost/storage.h"

namespace hashiflex::core {
namespace {

constexpr double kPjPerFj = 1e-3;

Events used(const Block& block, const Design& design) {
    Events events = gated_events(block.beats * block.copies, block.one.pipeline_flop_bits, design);
    events.full_adders = block.uses * block.one.full_adders;
    events.half_adders = block.uses * block.one.half_adders;
    events.compare_bits = block.uses * block.one.compare_bits;
    events.mux_bits = block.uses * block.one.mux_bits;
    events.multiplier_bits = block.uses * block.one.multiplier_bits;
    events.flop_bits = block.uses * block.one.flop_bits();
    return events;
}

Quantity toggles(std::int64_t uses, double toggle_rate, const ResourcePrices& prices, const char* name) {
    return kPjPerFj *
           priced(static_cast<double>(uses) * toggle_rate, prices.energy_fj, std::string(name) + ".energy_fj");
}

Quantity leakage_nw(const Counts& counts, const Technology& tech) {
    const auto of = [](std::int64_t bits, const ResourcePrices& prices, const char* name) {
        return priced(static_cast<double>(bits), prices.leakage_nw, std::string(name) + ".leakage_nw");
    };
    return of(counts.full_adders, tech.full_adder, "full_adder") +
           of(counts.half_adders, tech.half_adder, "half_adder") +
           of(counts.compare_bits, tech.compare_bit, "compare_bit") + of(counts.mux_bits, tech.mux_bit, "mux_bit") +
           of(counts.multiplier_bits, tech.multiplier_bit, "multiplier_bit") +
           of(counts.flop_bits(), tech.flop_bit, "flop_bit") + of(counts.clock_gates, tech.clock_gate, "clock_gate") +
           of(counts.sram_bits, tech.sram_bit, "sram_bit");
}

Quantity clock_energy(const Counts& counts, const Events& events, const Technology& tech, double cycles) {
    const double flops = static_cast<double>(counts.flop_bits() - counts.gated_flop_bits) * cycles +
                         static_cast<double>(events.clocked_flop_bits);
    const double gates = static_cast<double>(counts.clock_gates) * cycles;
    return kPjPerFj *
           (priced(flops, tech.flop_clock_fj, "flop_clock_fj") +
            priced(gates, tech.clock_gate_clock_fj, "clock_gate_clock_fj") +
            priced(static_cast<double>(events.open_gates), tech.clock_gate.energy_fj, "clock_gate.energy_fj"));
}

}  // namespace

Events& Events::operator+=(const Events& other) {
    full_adders += other.full_adders;
    half_adders += other.half_adders;
    compare_bits += other.compare_bits;
    mux_bits += other.mux_bits;
    multiplier_bits += other.multiplier_bits;
    flop_bits += other.flop_bits;
    sram_bits += other.sram_bits;
    clocked_flop_bits += other.clocked_flop_bits;
    open_gates += other.open_gates;
    return *this;
}

Events stage_events(const StageDesign& stage, const Design& design, const Technology& tech) {
    return stage_events(stage, stage_blocks(stage, design), design, tech);
}

Events stage_events(const StageDesign& stage, const std::vector<Block>& blocks, const Design& design,
                    const Technology& tech) {
    Events events;
    for (const auto& block : blocks) events += used(block, design);
    for (std::size_t i = 0; i < stage.inputs.size(); ++i) events += buffer_events(stage, i, design, tech);
    events += weight_memory_events(stage, tech);
    events += fifo_events(stage, design);
    return events;
}

Events source_events(const Design& design) {
    return used(source_block(design.source), design);
}

Quantity EnergyBreakdown::total() const {
    return adders + multipliers + comparators_and_muxes + flops + clock + sram + leakage;
}

EnergyBreakdown energy(const Counts& counts, const Events& events, const Technology& tech, const Operation& operation) {
    const double rate = operation.toggle_rate;
    EnergyBreakdown energy;
    energy.adders = toggles(events.full_adders, rate, tech.full_adder, "full_adder") +
                    toggles(events.half_adders, rate, tech.half_adder, "half_adder");
    energy.multipliers = toggles(events.multiplier_bits, rate, tech.multiplier_bit, "multiplier_bit");
    energy.comparators_and_muxes = toggles(events.compare_bits, rate, tech.compare_bit, "compare_bit") +
                                   toggles(events.mux_bits, rate, tech.mux_bit, "mux_bit");
    energy.flops = toggles(events.flop_bits, rate, tech.flop_bit, "flop_bit");
    energy.sram = toggles(events.sram_bits, 1, tech.sram_bit, "sram_bit");
    if (!operation.cycles_per_image) {
        energy.clock = energy.leakage = Quantity::unknown("the cycles per image are not known");
        return energy;
    }
    const double cycles = *operation.cycles_per_image;
    energy.clock = clock_energy(counts, events, tech, cycles);
    energy.leakage = kPjPerFj * cycles / operation.clock_mhz * leakage_nw(counts, tech);  // nW * us = fJ
    return energy;
}

Quantity reprogram_energy(const StageDesign& npu, std::int64_t bytes, const Technology& tech, double toggle_rate) {
    if (is_sram(weight_memory_bits(npu), tech)) return toggles(bytes * 8, 1, tech.sram_bit, "sram_bit");
    return toggles(bytes * 8, toggle_rate, tech.flop_bit, "flop_bit") +
           toggles(bytes * 8, toggle_rate, tech.mux_bit, "mux_bit");
}

}  // namespace hashiflex::core
