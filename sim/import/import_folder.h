// SPDX-License-Identifier: Apache-2.0
// The folder that an import writes: network, designs, float weights, technology.
#pragma once

#include "sim/import/import.h"

#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex::importing {

// Throws std::invalid_argument if a file that would be written is there and is none of an earlier import, or is one
// that was read.
void require_own_folder(const std::filesystem::path& folder);

// `calibrate` as given on the command line, FILE.npz or FILE.npz:ARRAY, may be empty. The names of what was written,
// designs first.
std::vector<std::string> write_import(const Imported& imported, const std::filesystem::path& folder,
                                      const std::string& model_file, const std::string& calibrate);

}  // namespace hashiflex::importing
