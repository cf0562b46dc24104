// SPDX-License-Identifier: Apache-2.0
// Area: counts times prices.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/quantity.h"

namespace hashiflex::core {

// um2 of placed cells and memory macros; no routing, fill, clock tree or pads.
struct AreaBreakdown {
    Quantity adders_um2;  // inverters between them included
    Quantity multipliers_um2;
    Quantity comparators_and_muxes_um2;  // read trees of buffers included
    Quantity flops_um2;                  // and all clock gates
    Quantity latches_um2;
    Quantity sram_um2;

    Quantity total_um2() const;
};

AreaBreakdown area(const Counts& counts, const Technology& tech);

}  // namespace hashiflex::core
