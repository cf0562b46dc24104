// SPDX-License-Identifier: Apache-2.0
// Paths written in a file are relative to that file.
#pragma once

#include "sim/config/reader.h"
#include "sim/files/look.h"

#include <filesystem>

namespace hashiflex {

inline std::filesystem::path beside(const std::filesystem::path& file, const std::filesystem::path& path) {
    return (file.parent_path() / path).lexically_normal();
}

// The file that `root` names at the top-level key `key` must exist.
inline void require_file(const Node& root, const char* key, const std::filesystem::path& path) {
    if (is_file(path)) return;
    throw rejected({*root.find(key), key}, "a file that exists; there is no " + path.string());
}

}  // namespace hashiflex
