// SPDX-License-Identifier: Apache-2.0
// Joins the folders of the shards of a sweep to what the whole sweep would have left.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

namespace hashiflex {

// `out`: new or empty. Returns the number of points. Throws ConfigError if the plans differ (saying how), if points
// are missing, or if a point has two results.
std::size_t merge_sweeps(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& out);

}  // namespace hashiflex
