// SPDX-License-Identifier: Apache-2.0
#include "sim/run/die_check.h"

#include "modules/core/cost/area.h"
#include "modules/core/cost/money.h"
#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/report/format.h"

#include <fmt/format.h>

namespace hashiflex {

void require_die(const DesignFile& file, const core::Design& design, const core::Technology& tech,
                 const std::vector<StageCost>& costs) {
    core::Counts counts = core::source_counts(design);
    for (const auto& cost : costs) counts += cost.counts;
    const auto mm2 = core::die_mm2(core::area(counts, tech).total_um2(), tech);
    if (!mm2.value || *mm2.value <= file.die.max_mm2) return;
    throw config_error({nearest_node(file.document.root, "die.max_mm2").where(), "die.max_mm2",
                        fmt::format("a die of {} mm2", with_decimals(*mm2.value, 1)),
                        fmt::format("at most {} mm2; a larger die.max_mm2 allows it", file.die.max_mm2), ""});
}

}  // namespace hashiflex
