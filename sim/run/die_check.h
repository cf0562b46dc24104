// SPDX-License-Identifier: Apache-2.0
// Can a die of this size be made?
#pragma once

#include "modules/core/cost/technology.h"
#include "sim/config/design_file.h"
#include "sim/report/stage_cost.h"

#include <vector>

namespace hashiflex {

// Throws ConfigError if the die is larger than `die.max_mm2`. An unknown area is no reason. `costs`: of each stage.
void require_die(const DesignFile& file, const core::Design& design, const core::Technology& tech,
                 const std::vector<StageCost>& costs);

}  // namespace hashiflex
