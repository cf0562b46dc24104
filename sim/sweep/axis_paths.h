// SPDX-License-Identifier: Apache-2.0
// The keys that the axes of a sweep set.
#pragma once

#include "sim/sweep/sweep_file.h"

#include <string>
#include <vector>

namespace hashiflex {

struct AxisPath {
    std::string path;
    std::string where;  // file and line
};

// In the order in which the sweep first names them, each once. Throws ConfigError if two axes meet in one point: the
// later one would undo the earlier. That is a key twice, or a key and one inside it (`npu` and `npu.rows`); the points
// of a `list` may set the same key.
std::vector<AxisPath> axis_paths(const SweepFile& sweep);

}  // namespace hashiflex
