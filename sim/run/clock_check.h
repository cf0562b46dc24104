// SPDX-License-Identifier: Apache-2.0
// May the design run at the clock that it asks for?
#pragma once

#include "sim/config/load.h"
#include "sim/report/run_result.h"

#include <vector>

namespace hashiflex {

// Throws ConfigError naming the slowest stage if not; only warns if the design allows it or the maximum is
// unknown.
void check_clock(const LoadedDesign& loaded, const std::vector<StageCost>& costs);

// Throws if `path` does not allow the clock, and the design does not allow that.
void require_clock(const DesignFile& file, const CriticalPathResult& path);

}  // namespace hashiflex
