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

// An NPU that is slower than the layers before it: the same images take chips that run longer. A second of a chip costs
// its die over its life. Masks for a hardwired last layer, and a die, are paid once.
struct LostRate {
    double service_years = 0;         // life of a chip
    Quantity hardwired_images_per_s;  // of a chip whose last layer keeps up with those before it
    Quantity usd_per_image;           // die / life * (1 / rate - 1 / hardwired rate)
    Quantity new_chip_usd;            // masks that carry weights, and a die as large as this one
    Quantity break_even_images;       // new_chip_usd / usd_per_image; unknown if nothing is lost
    Quantity break_even_lives;        // chips that give as many images, from their first day to their last
};
LostRate lost_rate(const Money& money, const Quantity& images_per_s, const Quantity& hardwired_images_per_s,
                   double service_years);

}  // namespace hashiflex::core
