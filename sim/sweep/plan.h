// SPDX-License-Identifier: Apache-2.0
// The points of a sweep, in order: a pure function of the sweep file and the design file.
#pragma once

#include "sim/sweep/sweep_file.h"

#include <cstddef>
#include <string>
#include <vector>

namespace hashiflex {

struct Plan {
    std::vector<std::string> axes;  // paths, in the order in which the sweep file first names them
    std::vector<Settings> points;   // each in the order in which its blocks set them; no two are equal
};

constexpr std::size_t kMostPoints = 1000000;

// Blocks from the first, which changes slowest, to the last; then what `exclude` and `constraints` leave. Keys that a
// constraint names and no axis sets are those of `design`, the root of the design file. Throws ConfigError: keys that
// meet (axis_paths.h), unequal zips, patterns that fit no point, too many points, none left, constraints that cannot be
// judged.
Plan expand(const SweepFile& sweep, const Node& design);

// The values that an axis takes.
std::vector<Node> values_of(const AxisSpec& axis);

// Overrides as `--set` takes them.
std::vector<std::string> overrides(const Settings& point);

}  // namespace hashiflex
