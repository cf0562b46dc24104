// SPDX-License-Identifier: Apache-2.0
#include "modules/core/activity/measured_rates.h"

#include <algorithm>

namespace hashiflex::core {

MeasuredRates measured_rates(const Toggles& toggles, std::uint64_t images, const Events& events,
                             const ToggleRates& others) {
    MeasuredRates result;
    double all = 0, looked_at = 0;
    const auto rate = [&](const Tally& tally, std::int64_t uses, int wires_per_use, double other) {
        const auto wires = static_cast<double>(uses * wires_per_use);
        if (wires == 0 || images == 0) return other;
        const double measured = std::min(static_cast<double>(tally.wires) / static_cast<double>(images), wires);
        all += wires;
        looked_at += measured;
        return (tally.rate() * measured + other * (wires - measured)) / wires;
    };
    constexpr int kSumAndCarry = 2;
    result.rates.full_adder = rate(toggles.full_adders, events.full_adders, kSumAndCarry, others.full_adder);
    result.rates.half_adder = rate(toggles.half_adders, events.half_adders, kSumAndCarry, others.half_adder);
    result.rates.compare_bit = rate(toggles.compare_bits, events.compare_bits, 1, others.compare_bit);
    result.rates.mux_bit = rate(toggles.mux_bits, events.mux_bits, 1, others.mux_bit);
    result.rates.multiplier_bit = rate(toggles.multiplier_bits, events.multiplier_bits, 1, others.multiplier_bit);
    result.rates.flop_bit = rate(toggles.flop_bits, events.flop_bits, 1, others.flop_bit);
    result.rates.flop_bus = rate(toggles.flop_bus_bits, events.flop_bus_bits, 1, others.flop_bus);
    result.rates.latch_bit = rate(toggles.latch_bits, events.latch_bits, 1, others.latch_bit);
    result.rates.latch_bus = rate(toggles.latch_bus_bits, events.latch_bus_bits, 1, others.latch_bus);
    result.rates.read_bit = rate(toggles.read_bits, events.read_bits, 1, others.read_bit);
    result.wires = all;
    if (all > 0) result.measured = looked_at / all;
    return result;
}

}  // namespace hashiflex::core
