// SPDX-License-Identifier: Apache-2.0
// Compares the clock with the critical path.
#include "sim/cli/clock_check.h"

#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/report/format.h"
#include "sim/report/hardware_result.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace hashiflex {

void check_clock(const LoadedDesign& loaded) {
    const auto path = critical_path_result(loaded.design, loaded.technology);
    if (!path.met) {
        spdlog::warn("the maximum clock is unknown: {}", path.max_clock_mhz.reason);
        return;
    }
    if (*path.met) return;
    const std::string limit =
        fmt::format("at most {} MHz, the limit of stage {}{}", with_decimals(*path.max_clock_mhz.value, 3), path.stage,
                    path.what.empty() ? "" : " (" + path.what + ")");
    if (loaded.design.clock.allow_above_max) {
        spdlog::warn("the clock of {} MHz is not met: {}", loaded.design.clock.mhz, limit);
        return;
    }
    const auto where = nearest_node(loaded.file.document.root, "clock.mhz").where();
    throw config_error({where, "clock.mhz", fmt::format("{}", loaded.design.clock.mhz),
                        limit + ", or clock.allow_above_max: true to simulate all the same", ""});
}

}  // namespace hashiflex
