// SPDX-License-Identifier: Apache-2.0
#include "sim/config/auto_clock.h"

#include "modules/core/cost/clock_choice.h"
#include "sim/config/error.h"
#include "sim/config/path.h"

namespace hashiflex {
namespace {

[[noreturn]] void refuse(const DesignFile& file, const char* key, const std::string& found,
                         const std::string& allowed) {
    throw config_error({nearest_node(file.document.root, key).where(), key, found, allowed, ""});
}

}  // namespace

void choose_clock(const DesignFile& file, const core::CriticalPath& path, core::Design& design) {
    if (!design.clock.automatic) return;
    if (design.clock.allow_above_max)
        refuse(file, "clock.allow_above_max", "true", "false: clock.mhz: auto is never above the maximum");
    if (!path.max_clock_mhz.value)
        refuse(file, "clock.mhz", "auto", "a number: the maximum clock is unknown (" + path.max_clock_mhz.reason + ")");
    const double mhz =
        core::rounded_clock_mhz(core::allowed_mhz(*path.max_clock_mhz.value, design.clock.margin_percent));
    if (!(mhz > 0)) refuse(file, "clock.mhz", "auto", "a number: what " + path.stage + " allows is below 0.001 MHz");
    design.clock.mhz = mhz;
}

}  // namespace hashiflex
