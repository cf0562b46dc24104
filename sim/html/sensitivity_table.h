// SPDX-License-Identifier: Apache-2.0
// The rows of a sensitivity sweep as tables that people read.
#pragma once

#include "sim/html/points.h"

#include <string>

namespace hashiflex {

// One table of the knobs of all layers, in the order of the sweep, and one for each knob with a row a layer, that which
// costs the most accuracy first. Changes are against the design as it is: the point of all layers with `base_levels`.
std::string sensitivity_text(const ReportInput& input, const std::string& base_levels);

}  // namespace hashiflex
