// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/area.h"

namespace hashiflex::core {
namespace {

Quantity of(std::int64_t bits, const ResourcePrices& prices, const char* name) {
    return priced(static_cast<double>(bits), prices.area_um2, std::string(name) + ".area_um2");
}

Quantity sram_um2(const Counts& counts, const SramPrices& sram) {
    return times(priced(static_cast<double>(counts.sram_bits), sram.bit_um2, "sram.bit_um2") +
                     priced(static_cast<double>(counts.sram_columns), sram.column_um2, "sram.column_um2"),
                 sram.two_port, "sram.two_port");
}

}  // namespace

Quantity AreaBreakdown::total_um2() const {
    return adders_um2 + multipliers_um2 + comparators_and_muxes_um2 + flops_um2 + latches_um2 + sram_um2;
}

AreaBreakdown area(const Counts& counts, const Technology& tech) {
    AreaBreakdown area;
    area.adders_um2 = of(counts.full_adders, tech.full_adder, "full_adder") +
                      of(counts.half_adders, tech.half_adder, "half_adder") +
                      of(counts.inverters, tech.inverter, "inverter");
    area.multipliers_um2 = of(counts.multiplier_bits, tech.multiplier_bit, "multiplier_bit");
    area.comparators_and_muxes_um2 =
        of(counts.compare_bits, tech.compare_bit, "compare_bit") + of(counts.mux_bits, tech.mux_bit, "mux_bit") +
        of(counts.gates, tech.gate, "gate") + of(counts.read_bits, tech.read_bit, "read_bit");
    area.flops_um2 =
        of(counts.flop_bits(), tech.flop_bit, "flop_bit") + of(counts.clock_gates, tech.clock_gate, "clock_gate");
    area.latches_um2 = of(counts.latch_bits, tech.latch_bit, "latch_bit");
    area.sram_um2 = sram_um2(counts, tech.sram);
    return area;
}

}  // namespace hashiflex::core
