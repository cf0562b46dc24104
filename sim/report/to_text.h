// SPDX-License-Identifier: Apache-2.0
// A result as a page of text: what was run, stage by stage, and last the numbers that people quote.
#pragma once

#include "sim/report/run_result.h"

#include <string>

namespace hashiflex {

// ", target 32 MISSED"; empty without a target.
std::string target_text(const std::optional<int>& target, const Known<bool>& met);
// "812 MHz (auto), margin 5 %"
std::string clock_text(const core::Clock& clock);

std::string to_text(const RunResult& result);

// "9.876", or "unknown (no price sram_bit.area_um2)"; the number is multiplied by `factor` first.
std::string shown(const Quantity& number, double factor = 1.0);

}  // namespace hashiflex
