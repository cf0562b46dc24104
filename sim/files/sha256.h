// SPDX-License-Identifier: Apache-2.0
// The name of a content.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace hashiflex {

// 64 hexadecimal digits. Throws std::invalid_argument if the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);
std::string sha256_of_text(std::string_view text);

}  // namespace hashiflex
