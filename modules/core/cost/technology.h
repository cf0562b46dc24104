// SPDX-License-Identifier: Apache-2.0
// Prices of hardware in one technology and corner. Every price is optional: what depends on a missing one is unknown.
#pragma once

#include <optional>
#include <string>

namespace hashiflex::core {

struct Price {
    std::optional<double> value;
    std::string source;  // where the number comes from, or why there is none
};

// What one unit of a resource costs.
//   area_um2          placed cell area, no routing or fill
//   energy_fj         per use in which it toggles (flop: data toggle)
//   leakage_nw        static power
struct ResourcePrices {
    Price area_um2;
    Price energy_fj;
    Price leakage_nw;
};

// What a foundry asks, and how many dies are good.
struct MoneyPrices {
    Price utilization;  // cells / die, 0 to 1
    Price wafer_usd;
    Price wafer_diameter_mm;
    Price defects_per_cm2;
    Price mask_set_usd;
    Price weight_mask_share;     // of mask_set_usd: the masks that differ between two networks of one chip
    Price package_and_test_usd;  // per chip
};

// A memory of banks, each with a read and a write port:
//   area    (bit_um2 * words + column_um2) * two_port      per data bit and bank
//   energy  (column_fj + word_fj * min(words, kMostSramWords)) * energy_factor      per bit read or written
struct SramPrices {
    Price bit_um2;
    Price column_um2;
    Price two_port;
    Price column_fj;
    Price word_fj;
    Price energy_factor;
    Price leakage_nw;  // per bit
};
constexpr int kMostSramWords = 1024;  // longer bit lines are cut

struct Technology {
    std::string name;
    std::string description;
    std::string corner;  // process, voltage, temperature

    ResourcePrices full_adder;      // one position of a ripple adder or subtractor
    ResourcePrices half_adder;      // where one of its three bits is constant
    ResourcePrices inverter;        // between adders
    ResourcePrices compare_bit;     // one position of a comparator (borrow tree)
    ResourcePrices mux_bit;         // 2:1 multiplexer: window selection, clamp, max
    ResourcePrices gate;            // of two inputs: next-state logic, padding
    ResourcePrices multiplier_bit;  // one partial-product position: AND and full adder
    ResourcePrices flop_bit;        // energy_fj: data toggle, without the clock
    Price flop_clock_fj;            // per flop and clock edge pair, toggling or not
    Price flop_bus_fj;              // per word of flops behind clock gates, bit written and toggle: its input
    ResourcePrices latch_bit;       // energy_fj: data toggle, without the opening
    Price latch_clock_fj;           // per latch and opening
    Price latch_bus_fj;             // as flop_bus_fj
    ResourcePrices read_bit;        // one-hot AND-OR tree, per word, bit and port; energy_fj: per bit read and toggle
    Price read_select_fj;           // per bit read, toggling or not
    SramPrices sram;
    ResourcePrices clock_gate;  // of a group of flops or latches; energy_fj: per cycle in which it is open
    Price clock_gate_clock_fj;  // per gate and clock cycle, open or not

    // Delays in ps. A path is flop_ps + the logic in between (equations in cost/critical_path.h).
    Price flop_ps;   // clock to output plus setup
    Price carry_ps;  // one position of a ripple carry chain
    Price sum_ps;    // from a carry to the sum bit, and into the next adder's chain
    Price mux_ps;
    Price multiplier_bit_ps;  // one row of an array multiplier
    Price sram_read_ps;

    std::optional<MoneyPrices> money;
};

}  // namespace hashiflex::core
