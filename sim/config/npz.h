// SPDX-License-Identifier: Apache-2.0
// .npz files: zip archives of named .npy arrays.
#pragma once

#include "modules/core/network/weights.h"

#include <filesystem>

namespace hashiflex {

// Throws ConfigError naming file and array: damaged, truncated, of unknown type, or larger than its header
// says.
core::WeightSet load_npz(const std::filesystem::path& path);

// Under a temporary name first, so that `path` is never half written. Equal arrays give equal bytes: nothing
// is compressed, times are fixed. Throws ConfigError if the file cannot be written.
void write_npz(const std::filesystem::path& path, const core::WeightSet& arrays);

}  // namespace hashiflex
