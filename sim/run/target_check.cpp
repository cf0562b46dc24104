// SPDX-License-Identifier: Apache-2.0
#include "sim/run/target_check.h"

#include "sim/process/log.h"
#include "sim/report/hardware_result.h"

#include <fmt/format.h>

namespace hashiflex {

std::string missed_target(const core::Design& design, const Known<Rational>& cycles_per_image) {
    const auto& target = design.target_cycles_per_image;
    const Known<bool> met = target_met(target, cycles_per_image);
    if (!target || met.value.value_or(false)) return "";
    if (!met.value)
        return fmt::format("whether target_cycles_per_image: {} is met is unknown: {}", *target, met.reason);
    return fmt::format("target_cycles_per_image: {} is missed: the design takes {:.7g} cycles per image, {} needs {}",
                       *target, cycles_per_image.value->value(), bottleneck(design), design.ideal_cycles_per_image());
}

bool judge_target(const core::Design& design, const Known<Rational>& cycles_per_image, bool strict) {
    const std::string missed = missed_target(design, cycles_per_image);
    if (missed.empty()) return true;
    if (strict)
        log_error(missed);
    else
        log_warning(missed);
    return !strict;
}

}  // namespace hashiflex
