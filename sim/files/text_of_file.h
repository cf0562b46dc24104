// SPDX-License-Identifier: Apache-2.0
// All of a file as text.
#pragma once

#include <filesystem>
#include <string>

namespace hashiflex {

// What can be read of it; "" if it cannot be opened.
std::string text_of_file(const std::filesystem::path& file);

}  // namespace hashiflex
