// SPDX-License-Identifier: Apache-2.0
// .npz files: zip archives of named .npy arrays.
#pragma once

#include "modules/core/network/weights.h"

#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex {

// Throws ConfigError naming file and array: damaged, truncated, of unknown type, or larger than its header
// says. `only`: read just these arrays, so that others may be of types that are not understood, such as text; those
// that the file lacks are missing in the result too.
core::WeightSet load_npz(const std::filesystem::path& path, const std::vector<std::string>& only = {});

// Under a temporary name first, so that `path` is never half written. Equal arrays give equal bytes: nothing
// is compressed, times are fixed. Throws ConfigError if the file cannot be written.
void write_npz(const std::filesystem::path& path, const core::WeightSet& arrays);

}  // namespace hashiflex
