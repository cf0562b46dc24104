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

// Where no data are looked at: means over the stages of three networks (docs/cost.md; made by
// tests/calibrate/activity.py). Of multipliers nothing was counted.
constexpr ToggleRates kDefaultToggleRates{
    0.389,  // full adders
    0.331,  // half adders
    0.399,  // comparators
    0.326,  // multiplexers
    0.37,   // multipliers
    0.393,  // flops: pipelines and windows
    0.297,  // on the way to words
    0.305,  // latches: words
    0.297,  // on the way to words
    0.292,  // read ports
};

// A word toggles alike, whatever holds it.
constexpr ToggleRates word_toggle_rates() {
    ToggleRates rates = kDefaultToggleRates;
    rates.flop_bit = rates.latch_bit;
    rates.mux_bit = rates.latch_bit;
    return rates;
}

}  // namespace hashiflex::core
