// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/energy.h"

#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clock_gating.h"
#include "modules/core/cost/storage.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

constexpr double kPjPerFj = 1e-3;

Events used(const Part& block, const Design& design) {
    const std::int64_t gated = block.one.pipeline_flop_bits + block.one.buffer_flop_bits;
    Events events = gated_events(block.beats * block.copies, gated, design);
    events.full_adders = block.uses * block.one.full_adders;
    events.inverters = block.uses * block.one.inverters;
    events.half_adders = block.uses * block.one.half_adders;
    events.compare_bits = block.uses * block.one.compare_bits;
    events.mux_bits = block.uses * block.one.mux_bits;
    events.gates = block.uses * block.one.gates;
    events.multiplier_bits = block.uses * block.one.multiplier_bits;
    events.flop_bits = block.uses * block.one.flop_bits();
    return events;
}

Quantity each(std::int64_t uses, double rate, const Price& price, const std::string& name) {
    return kPjPerFj * priced(static_cast<double>(uses) * rate, price, name);
}

Quantity toggles(std::int64_t uses, double toggle_rate, const ResourcePrices& prices, const char* name) {
    return each(uses, toggle_rate, prices.energy_fj, std::string(name) + ".energy_fj");
}

Quantity leakage_nw(const Counts& counts, const Technology& tech) {
    const auto of = [](std::int64_t bits, const ResourcePrices& prices, const char* name) {
        return priced(static_cast<double>(bits), prices.leakage_nw, std::string(name) + ".leakage_nw");
    };
    return of(counts.full_adders, tech.full_adder, "full_adder") +
           of(counts.half_adders, tech.half_adder, "half_adder") + of(counts.inverters, tech.inverter, "inverter") +
           of(counts.compare_bits, tech.compare_bit, "compare_bit") + of(counts.mux_bits, tech.mux_bit, "mux_bit") +
           of(counts.gates, tech.gate, "gate") + of(counts.multiplier_bits, tech.multiplier_bit, "multiplier_bit") +
           of(counts.flop_bits(), tech.flop_bit, "flop_bit") + of(counts.clock_gates, tech.clock_gate, "clock_gate") +
           of(counts.latch_bits, tech.latch_bit, "latch_bit") + of(counts.read_bits, tech.read_bit, "read_bit") +
           priced(static_cast<double>(counts.sram_bits), tech.sram.leakage_nw, "sram.leakage_nw");
}

Quantity clock_energy(const Counts& counts, const Events& events, const Technology& tech, double cycles) {
    const double flops = static_cast<double>(counts.flop_bits() - counts.gated_flop_bits) * cycles +
                         static_cast<double>(events.clocked_flop_bits);
    const double gates = static_cast<double>(counts.clock_gates) * cycles;
    return kPjPerFj *
           (priced(flops, tech.flop_clock_fj, "flop_clock_fj") +
            priced(static_cast<double>(events.clocked_latch_bits), tech.latch_clock_fj, "latch_clock_fj") +
            priced(gates, tech.clock_gate_clock_fj, "clock_gate_clock_fj") +
            priced(static_cast<double>(events.open_gates), tech.clock_gate.energy_fj, "clock_gate.energy_fj"));
}

Quantity sram_pj(double bits, double word_bits, const SramPrices& sram) {
    return kPjPerFj *
           times(priced(bits, sram.column_fj, "sram.column_fj") + priced(word_bits, sram.word_fj, "sram.word_fj"),
                 sram.energy_factor, "sram.energy_factor");
}

}  // namespace

Events& Events::operator+=(const Events& other) {
    full_adders += other.full_adders;
    half_adders += other.half_adders;
    inverters += other.inverters;
    compare_bits += other.compare_bits;
    mux_bits += other.mux_bits;
    gates += other.gates;
    multiplier_bits += other.multiplier_bits;
    flop_bits += other.flop_bits;
    flop_bus_bits += other.flop_bus_bits;
    latch_bits += other.latch_bits;
    latch_bus_bits += other.latch_bus_bits;
    read_bits += other.read_bits;
    sram_bits += other.sram_bits;
    sram_word_bits += other.sram_word_bits;
    clocked_flop_bits += other.clocked_flop_bits;
    clocked_latch_bits += other.clocked_latch_bits;
    open_gates += other.open_gates;
    return *this;
}

Events stage_events(const StageDesign& stage, const Design& design) {
    return stage_events(stage, stage_parts(stage, design), design);
}

Events stage_events(const StageDesign& stage, const std::vector<Part>& parts, const Design& design) {
    Events events;
    for (const Part& part : parts) events += used(part, design);
    for (std::size_t i = 0; i < stage.inputs.size(); ++i) events += buffer_cost(stage, i, design).word_events;
    events += weight_memory_events(stage, design);
    events += fifo_events(stage, design);
    return events;
}

Events source_events(const Design& design) {
    return used(source_part(design), design);
}

Quantity EnergyBreakdown::total() const {
    return without_leakage() + leakage;
}

Quantity EnergyBreakdown::without_leakage() const {
    return adders + multipliers + comparators_and_muxes + flops + latches + clock + sram;
}

EnergyBreakdown& EnergyBreakdown::operator+=(const EnergyBreakdown& other) {
    adders = adders + other.adders;
    multipliers = multipliers + other.multipliers;
    comparators_and_muxes = comparators_and_muxes + other.comparators_and_muxes;
    flops = flops + other.flops;
    latches = latches + other.latches;
    clock = clock + other.clock;
    sram = sram + other.sram;
    leakage = leakage + other.leakage;
    return *this;
}

EnergyBreakdown energy(const Counts& counts, const Events& events, const Technology& tech, const Operation& operation) {
    const ToggleRates& rates = operation.rates;
    EnergyBreakdown energy;
    energy.adders = toggles(events.full_adders, rates.full_adder, tech.full_adder, "full_adder") +
                    toggles(events.half_adders, rates.half_adder, tech.half_adder, "half_adder") +
                    toggles(events.inverters, rates.full_adder, tech.inverter, "inverter");
    energy.multipliers = toggles(events.multiplier_bits, rates.multiplier_bit, tech.multiplier_bit, "multiplier_bit");
    energy.comparators_and_muxes = toggles(events.compare_bits, rates.compare_bit, tech.compare_bit, "compare_bit") +
                                   toggles(events.mux_bits, rates.mux_bit, tech.mux_bit, "mux_bit") +
                                   toggles(events.gates, rates.mux_bit, tech.gate, "gate") +
                                   toggles(events.read_bits, rates.read_bit, tech.read_bit, "read_bit") +
                                   each(events.read_bits, 1, tech.read_select_fj, "read_select_fj");
    energy.flops = toggles(events.flop_bits, rates.flop_bit, tech.flop_bit, "flop_bit") +
                   each(events.flop_bus_bits, rates.flop_bus, tech.flop_bus_fj, "flop_bus_fj");
    energy.latches = toggles(events.latch_bits, rates.latch_bit, tech.latch_bit, "latch_bit") +
                     each(events.latch_bus_bits, rates.latch_bus, tech.latch_bus_fj, "latch_bus_fj");
    energy.sram = sram_pj(static_cast<double>(events.sram_bits), static_cast<double>(events.sram_word_bits), tech.sram);
    if (!operation.cycles_per_image) {
        energy.clock = energy.leakage = Quantity::unknown("the cycles per image are not known");
        return energy;
    }
    const double cycles = *operation.cycles_per_image;
    energy.clock = clock_energy(counts, events, tech, cycles);
    energy.leakage = kPjPerFj * cycles / operation.clock_mhz * leakage_nw(counts, tech);  // nW * us = fJ
    return energy;
}

Quantity sram_energy(double bits, std::int64_t words, const Technology& tech) {
    const auto longest = static_cast<double>(std::min<std::int64_t>(words, kMostSramWords));
    return sram_pj(bits, bits * longest, tech.sram);
}

Quantity reprogram_energy(const StageDesign& npu, const Design& design, std::int64_t bytes, const Technology& tech) {
    return sram_energy(static_cast<double>(bytes * 8), weight_words(npu, design), tech);
}

}  // namespace hashiflex::core
