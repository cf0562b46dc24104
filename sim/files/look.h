// SPDX-License-Identifier: Apache-2.0
// What stands at a path, without the exceptions of std::filesystem: what cannot be seen is not there.
#pragma once

#include <filesystem>
#include <string>

namespace hashiflex {

bool is_file(const std::filesystem::path& path);    // a regular one, or a link to one
bool is_folder(const std::filesystem::path& path);  // or a link to one
bool is_there(const std::filesystem::path& path);

// Why the path cannot be opened for reading; empty: it can.
std::string unreadable(const std::filesystem::path& path);

}  // namespace hashiflex
