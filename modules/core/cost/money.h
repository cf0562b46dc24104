// SPDX-License-Identifier: Apache-2.0
// What a die costs, and what another network costs: new weights for the NPU, new weight masks, or a new chip.
#pragma once

#include "modules/core/cost/quantity.h"
#include "modules/core/cost/technology.h"

namespace hashiflex::core {

// Silicon that holds cells of so many um2, in mm2. Without a stated utilization the cells fill it, which is the least
// that it can be.
Quantity die_mm2(const Quantity& cells_um2, const Technology& tech);

// Dies of one size on wafers of one price.
struct DieCost {
    Quantity mm2;
    Quantity per_wafer;       // floor(pi d^2 / 4 A - pi d / sqrt(2 A)), d the wafer's diameter, A the die (square dies)
    Quantity yield;           // ((1 - exp(-A D)) / (A D))^2, D defects per area (Murphy, Proc. IEEE 52, 1964)
    Quantity good_per_wafer;  // their product, rounded
    Quantity usd;             // wafer / good_per_wafer; unknown if that is 0
};
DieCost die_cost(const Quantity& mm2, const MoneyPrices& prices);

struct Money {
    DieCost die;
    Quantity unit_usd;      // die, package and test
    Quantity mask_set_usd;  // once, for a new chip; design work not included
    // Another network, once:
    Quantity reprogram_usd;     // 0; unknown without an NPU
    Quantity weight_masks_usd;  // the masks that carry weights, the others stay
    // The silicon of the NPU in each die, and the number of chips for which it costs what one change of masks does.
    Quantity npu_usd;
    Quantity break_even_chips;
};

// `front_um2`: cells of all but the classifier. `has_npu`: the classifier is programmable.
Money money(const Quantity& cells_um2, const Quantity& front_um2, bool has_npu, const Technology& tech);

}  // namespace hashiflex::core
