// SPDX-License-Identifier: Apache-2.0
// How many wires of each class of resource could have toggled, and how many did.
#pragma once

#include <cstdint>

namespace hashiflex::core {

// A wire counts once per use. Adder cells have two: sum and carry.
struct Tally {
    std::int64_t toggles = 0;
    std::int64_t wires = 0;

    Tally& operator+=(const Tally& other) {
        toggles += other.toggles;
        wires += other.wires;
        return *this;
    }
    double rate() const { return wires == 0 ? 0 : static_cast<double>(toggles) / static_cast<double>(wires); }

    friend bool operator==(const Tally& a, const Tally& b) { return a.toggles == b.toggles && a.wires == b.wires; }
};

// By the classes of Events (cost/energy.h).
struct Toggles {
    Tally full_adders;
    Tally half_adders;
    Tally compare_bits;
    Tally mux_bits;
    Tally multiplier_bits;
    Tally flop_bits;
    Tally flop_bus_bits;
    Tally latch_bits;
    Tally latch_bus_bits;
    Tally read_bits;

    Toggles& operator+=(const Toggles& other) {
        full_adders += other.full_adders;
        half_adders += other.half_adders;
        compare_bits += other.compare_bits;
        mux_bits += other.mux_bits;
        multiplier_bits += other.multiplier_bits;
        flop_bits += other.flop_bits;
        flop_bus_bits += other.flop_bus_bits;
        latch_bits += other.latch_bits;
        latch_bus_bits += other.latch_bus_bits;
        read_bits += other.read_bits;
        return *this;
    }

    friend bool operator==(const Toggles& a, const Toggles& b) {
        return a.full_adders == b.full_adders && a.half_adders == b.half_adders && a.compare_bits == b.compare_bits &&
               a.mux_bits == b.mux_bits && a.multiplier_bits == b.multiplier_bits && a.flop_bits == b.flop_bits &&
               a.flop_bus_bits == b.flop_bus_bits && a.latch_bits == b.latch_bits &&
               a.latch_bus_bits == b.latch_bus_bits && a.read_bits == b.read_bits;
    }
};

}  // namespace hashiflex::core
