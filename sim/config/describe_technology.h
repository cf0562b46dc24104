// SPDX-License-Identifier: Apache-2.0
// The keys of a technology file. All are required: an unknown price is written `value: null`, with the reason
// as source.
#pragma once

#include "modules/core/cost/technology.h"
#include "sim/config/describe.h"
#include "sim/config/rules.h"

namespace hashiflex {

// The keys `prices` and `delays` hold what are fields of Technology itself.
struct PriceKeys {
    core::Technology& tech;
};
struct DelayKeys {
    core::Technology& tech;
};

template <class V>
void describe(V& v, core::Price& price) {
    v.required("value", price.value, OrNull<Reals>{{0, 1e12, false}}, "The number; null: unknown.");
    v.required("source", price.source, Text{}, "Where the number comes from, or why there is none.");
}

template <class V>
void describe(V& v, core::ResourcePrices& prices) {
    v.required("area_um2", prices.area_um2, Mapping{}, "Placed cell area without routing, square microns.");
    v.required("energy_fj", prices.energy_fj, Mapping{}, "Energy per use in which it toggles, fJ.");
    v.required("leakage_nw", prices.leakage_nw, Mapping{}, "Static power, nW.");
}

template <class V>
void describe(V& v, core::SramPrices& sram) {
    v.required("bit_um2", sram.bit_um2, Mapping{}, "Area per word and data bit, square microns.");
    v.required("column_um2", sram.column_um2, Mapping{},
               "Area per data bit and bank beside its words, square microns.");
    v.required("two_port", sram.two_port, Mapping{}, "Times as much area with a read and a write port.");
    v.required("column_fj", sram.column_fj, Mapping{}, "Energy per bit read or written, fJ.");
    v.required("word_fj", sram.word_fj, Mapping{}, "And per word of the bank, up to 1024, fJ.");
    v.required("energy_factor", sram.energy_factor, Mapping{}, "Times as much energy as column_fj and word_fj say.");
    v.required("leakage_nw", sram.leakage_nw, Mapping{}, "Static power per bit, nW.");
}

template <class V>
void describe(V& v, PriceKeys& prices) {
    core::Technology& tech = prices.tech;
    v.required("full_adder", tech.full_adder, Mapping{}, "One position of a ripple adder or subtractor.");
    v.required("half_adder", tech.half_adder, Mapping{}, "A position of which one of the three bits is constant.");
    v.required("inverter", tech.inverter, Mapping{}, "Between adders, where a bit is wanted inverted.");
    v.required("compare_bit", tech.compare_bit, Mapping{}, "One position of a comparator.");
    v.required("mux_bit", tech.mux_bit, Mapping{}, "A 2:1 multiplexer.");
    v.required("gate", tech.gate, Mapping{}, "A gate of two inputs: next-state logic, padding.");
    v.required("multiplier_bit", tech.multiplier_bit, Mapping{}, "One partial-product position: AND and full adder.");
    v.required("flop_bit", tech.flop_bit, Mapping{}, "A flop; its energy is the data toggle without the clock.");
    v.required("flop_clock_fj", tech.flop_clock_fj, Mapping{}, "Energy per flop and clock cycle, fJ.");
    v.required("flop_bus_fj", tech.flop_bus_fj, Mapping{},
               "Energy per word of flops that a bit could be written to, and toggle of it, fJ.");
    v.required("latch_bit", tech.latch_bit, Mapping{}, "A latch; its energy is the data toggle without the opening.");
    v.required("latch_clock_fj", tech.latch_clock_fj, Mapping{}, "Energy per latch and opening, fJ.");
    v.required("latch_bus_fj", tech.latch_bus_fj, Mapping{}, "As flop_bus_fj, of words of latches.");
    v.required("read_bit", tech.read_bit, Mapping{},
               "One-hot AND-OR tree, per word, bit and port; its energy is per bit read.");
    v.required("read_select_fj", tech.read_select_fj, Mapping{},
               "Energy per bit read through such a tree, toggling or not, fJ.");
    v.required("sram", tech.sram, Mapping{}, "A memory of banks.");
    v.required("clock_gate", tech.clock_gate, Mapping{},
               "The clock gate of a group of flops or latches; its energy is per cycle in which it is open.");
    v.required("clock_gate_clock_fj", tech.clock_gate_clock_fj, Mapping{}, "Energy per clock gate and cycle, fJ.");
}

template <class V>
void describe(V& v, DelayKeys& delays) {
    core::Technology& tech = delays.tech;
    v.required("flop_ps", tech.flop_ps, Mapping{}, "Clock to output plus setup, ps.");
    v.required("carry_ps", tech.carry_ps, Mapping{}, "One position of a carry chain, ps.");
    v.required("sum_ps", tech.sum_ps, Mapping{}, "From a carry to the sum bit and into the next chain, ps.");
    v.required("mux_ps", tech.mux_ps, Mapping{}, "A 2:1 multiplexer, ps.");
    v.required("multiplier_bit_ps", tech.multiplier_bit_ps, Mapping{}, "One row of an array multiplier, ps.");
    v.required("sram_read_ps", tech.sram_read_ps, Mapping{}, "From clock to read data of an SRAM, ps.");
}

template <class V>
void describe(V& v, core::MoneyPrices& money) {
    v.required("utilization", money.utilization, Mapping{}, "Share of a die that its cells fill, 0 to 1.");
    v.required("wafer_usd", money.wafer_usd, Mapping{}, "A processed wafer, USD.");
    v.required("wafer_diameter_mm", money.wafer_diameter_mm, Mapping{}, "Its diameter, mm.");
    v.required("defects_per_cm2", money.defects_per_cm2, Mapping{}, "Defects that kill a die, per cm2.");
    v.required("mask_set_usd", money.mask_set_usd, Mapping{}, "All masks of a chip, USD.");
    v.required("weight_mask_share", money.weight_mask_share, Mapping{},
               "Of mask_set_usd, the masks that carry weights, 0 to 1.");
    v.required("package_and_test_usd", money.package_and_test_usd, Mapping{}, "Package and test of a chip, USD.");
}

template <class V>
void describe(V& v, core::Technology& tech) {
    PriceKeys prices{tech};
    DelayKeys delays{tech};
    v.required("name", tech.name, Text{Text::Form::name}, "Names the technology in reports.");
    v.required("description", tech.description, Text{}, "What the prices stand for.");
    v.required("corner", tech.corner, Text{}, "Process, voltage, temperature.");
    v.required("prices", prices, Mapping{}, "What one unit of each resource costs.");
    v.required("delays", delays, Mapping{}, "What a path is made of.");
    v.optional("money", tech.money, Mapping{}, "What wafers and masks cost; without it the report has no money.");
}

}  // namespace hashiflex
