// SPDX-License-Identifier: Apache-2.0
#include "sim/files/look.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <unistd.h>

namespace hashiflex {

bool is_file(const std::filesystem::path& path) {
    std::error_code unseen;
    return std::filesystem::is_regular_file(path, unseen);
}

bool is_folder(const std::filesystem::path& path) {
    std::error_code unseen;
    return std::filesystem::is_directory(path, unseen);
}

bool is_there(const std::filesystem::path& path) {
    std::error_code unseen;
    return std::filesystem::exists(path, unseen);
}

std::string unreadable(const std::filesystem::path& path) {
    if (::access(path.c_str(), R_OK) == 0) return "";
    if (errno == ELOOP) return "cannot be read: a symbolic link that leads back to itself";
    return std::string("cannot be read: ") + std::strerror(errno);
}

}  // namespace hashiflex
