// SPDX-License-Identifier: Apache-2.0
// clock.mhz: auto.
#pragma once

#include "modules/core/cost/critical_path.h"
#include "sim/config/design_file.h"

namespace hashiflex {

// Chooses the clock of a design that leaves it open. Throws ConfigError if the maximum is unknown or need not be kept.
void choose_clock(const DesignFile& file, const core::CriticalPath& path, core::Design& design);

}  // namespace hashiflex
