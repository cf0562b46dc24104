// SPDX-License-Identifier: Apache-2.0
// Compares the clock with the critical path.
#include "sim/run/clock_check.h"

#include "modules/core/cost/clock_choice.h"
#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/process/log.h"
#include "sim/report/format.h"
#include "sim/report/hardware_result.h"

#include <fmt/format.h>

namespace hashiflex {

namespace {

std::string limit_of(const CriticalPathResult& path, double margin_percent) {
    const double allowed = core::allowed_mhz(*path.max_clock_mhz.value, margin_percent);
    return fmt::format("at most {} MHz, the limit of stage {}{}{}", with_decimals(allowed, 3), path.stage,
                       path.what.empty() ? "" : " (" + path.what + ")",
                       margin_percent > 0 ? fmt::format(" less clock.margin_percent: {}", margin_percent) : "");
}

}  // namespace

void require_clock(const DesignFile& file, const CriticalPathResult& path) {
    const auto& clock = file.hardware.clock;
    if (!clock.mhz || path.met.value_or(true) || clock.allow_above_max) return;
    const auto where = nearest_node(file.document.root, "clock.mhz").where();
    throw config_error(
        {where, "clock.mhz", fmt::format("{}", *clock.mhz),
         limit_of(path, clock.margin_percent) + ", or clock.allow_above_max: true to simulate all the same", ""});
}

void check_clock(const LoadedDesign& loaded, const std::vector<StageCost>& costs) {
    const auto path = critical_path_result(loaded.design, costs);
    if (!path.met) {
        log_warning("the maximum clock is unknown: " + path.max_clock_mhz.reason);
        return;
    }
    require_clock(loaded.file, path);
    if (!*path.met)
        log_warning(fmt::format("the clock of {} MHz is not met: {}", loaded.design.clock.mhz,
                                limit_of(path, loaded.design.clock.margin_percent)));
}

}  // namespace hashiflex
