// SPDX-License-Identifier: Apache-2.0
#include "sim/run/design_rate.h"

#include "modules/core/timing/auto_depth.h"
#include "modules/core/timing/fast_timing.h"
#include "sim/fast/rate.h"

namespace hashiflex {

DesignRate rate_of_design(const core::Design& design) {
    const core::Rate rate = core::rate_of(design);
    DesignRate result;
    result.deadlock = rate.deadlock;
    if (rate.cycles == 0) {
        result.cycles_per_image = {std::nullopt, rate.unknown};
        return result;
    }
    result.cycles_per_image = {cycles_per_image(rate), ""};
    if (!is_ideal(result.cycles_per_image.value, design)) result.limiting_buffer = core::limiting_buffer(design);
    return result;
}

}  // namespace hashiflex
