// SPDX-License-Identifier: Apache-2.0
// .npz files: zip archives of named .npy arrays; and a .npy file alone.
#pragma once

#include "modules/core/network/weights.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hashiflex {

// Throws ConfigError naming file and array: damaged, truncated, of unknown type, or larger than its header
// says. `only`: read just these arrays, so that others may be of types that are not understood, such as text; those
// that the file lacks are missing in the result too.
core::WeightSet load_npz(const std::filesystem::path& path, const std::vector<std::string>& only = {});

// The names of all arrays, whatever their types, in the order of the file. Throws ConfigError.
std::vector<std::string> names_in_npz(const std::filesystem::path& path);

// The one array of a .npy file. Likewise.
core::Array load_npy(const std::filesystem::path& path);

// Made in memory, then written as any OutputFile. Equal arrays give equal bytes: nothing
// is compressed, times are fixed. Throws ConfigError if the file cannot be written.
void write_npz(const std::filesystem::path& path, const core::WeightSet& arrays);

// An array that lies in memory as its file does, for tensors too large for core::Array.
struct RawArray {
    std::string name;
    std::string dtype;  // as in NpyHeader
    std::vector<std::size_t> shape;
    std::string_view data;
};

// Likewise, in this order; the data are not copied. Throws std::invalid_argument if data and shape do not agree.
// `comment` is that of the archive, which ends with it.
void write_raw_npz(const std::filesystem::path& path, const std::vector<RawArray>& arrays,
                   const std::string& comment = "");

}  // namespace hashiflex
