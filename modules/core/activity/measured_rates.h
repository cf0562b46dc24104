// SPDX-License-Identifier: Apache-2.0
// From counted toggles to the rates that energy is computed with.
#pragma once

#include "modules/core/activity/tally.h"
#include "modules/core/cost/energy.h"
#include "modules/core/cost/toggle_rates.h"

#include <cstdint>

namespace hashiflex::core {

struct MeasuredRates {
    ToggleRates rates;
    double measured = 0;  // share of the uses of data wires whose toggles were counted
    double wires = 0;     // those uses, per image
};

// `toggles`: of so many images. Uses that were not looked at toggle at the rate of `others`.
MeasuredRates measured_rates(const Toggles& toggles, std::uint64_t images, const Events& events,
                             const ToggleRates& others);

}  // namespace hashiflex::core
