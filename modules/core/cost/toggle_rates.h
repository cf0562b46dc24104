// SPDX-License-Identifier: Apache-2.0
// How often wires toggle, by the class of what drives them.
#pragma once

namespace hashiflex::core {

// Toggles per wire and use. An adder cell has two wires, its sum and its carry.
struct ToggleRates {
    double full_adder = 0;
    double half_adder = 0;
    double compare_bit = 0;
    double mux_bit = 0;
    double multiplier_bit = 0;
    double flop_bit = 0;
    double flop_bus = 0;  // on the way to words of flops
    double latch_bit = 0;
    double latch_bus = 0;
    double read_bit = 0;

    static constexpr ToggleRates all(double rate) {
        return {rate, rate, rate, rate, rate, rate, rate, rate, rate, rate};
    }
};

// Where no data are looked at. docs/cost.md says of which networks and images they are the means.
constexpr ToggleRates kDefaultToggleRates = ToggleRates::all(0.37);

}  // namespace hashiflex::core
