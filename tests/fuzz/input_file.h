// SPDX-License-Identifier: Apache-2.0
// For readers that want a path: a file that is written anew for each input, beside others that it needs.
#pragma once

#include "tests/sim/config/temp_dir.h"

#include <filesystem>
#include <string>

namespace hashiflex::fuzz {

// One folder per process: libFuzzer runs a target millions of times.
inline const test::TempDir& input_folder() {
    static const test::TempDir folder;
    return folder;
}

inline std::filesystem::path input_file(const std::string& name, const std::string& bytes) {
    return input_folder().write(name, bytes);
}

// A file of the repository.
inline std::filesystem::path repository_file(const std::string& name) {
    return std::filesystem::path(HASHIFLEX_SOURCE_DIR) / name;
}

}  // namespace hashiflex::fuzz
