// SPDX-License-Identifier: Apache-2.0
// The name of a file's content.
#pragma once

#include <filesystem>
#include <string>

namespace hashiflex {

// 64 hexadecimal digits. Throws std::invalid_argument if the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace hashiflex
