// SPDX-License-Identifier: Apache-2.0
// Is the design as fast as its target_cycles_per_image asks?
#pragma once

#include "sim/report/run_result.h"

#include <string>

namespace hashiflex {

// One sentence if it is not, or if nobody knows; empty if it is, or if there is no target.
std::string missed_target(const core::Design& design, const Known<Rational>& cycles_per_image);

// Says it: an error with `strict`, else a warning. False if it is an error.
bool judge_target(const core::Design& design, const Known<Rational>& cycles_per_image, bool strict);

}  // namespace hashiflex
