// SPDX-License-Identifier: Apache-2.0
// What it costs that an NPU is slower than the layers before it, against a chip whose last layer is hardwired.
#pragma once

#include "modules/core/cost/money.h"

namespace hashiflex::core {

// The same images take chips that run longer. A second of a chip costs its die over its life. Masks for a hardwired
// last layer, and a die, are paid once.
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
