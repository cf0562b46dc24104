// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/folders.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace hashiflex::prove {
namespace {

namespace fs = std::filesystem;

// hashiflex_PROCESS_XXXXXX: the process number tells whether somebody still works in it.
const std::string kPrefix = "hashiflex_";

bool abandoned(const std::string& name) {
    if (name.compare(0, kPrefix.size(), kPrefix) != 0) return false;
    pid_t process = 0;
    const char* const begin = name.data() + kPrefix.size();
    const auto [end, error] = std::from_chars(begin, name.data() + name.size(), process);
    if (error != std::errc() || *end != '_' || process <= 0) return false;
    return kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

WorkFolder::WorkFolder(const fs::path& parent) {
    std::error_code error;
    fs::create_directories(parent, error);
    std::string name = (parent / (kPrefix + std::to_string(getpid()) + "_XXXXXX")).string();
    if (error || mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("cannot make a folder in " + parent.string());
    path_ = fs::absolute(name);
}

WorkFolder::~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void WorkFolder::remove_abandoned(const fs::path& parent) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored))
        if (abandoned(entry.path().filename().string())) fs::remove_all(entry.path(), ignored);
}

fs::path cache_folder() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && *cache == '/') return fs::path(cache) / "hashiflex" / "rtl";
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0')
        throw std::invalid_argument("the cache has no place: set XDG_CACHE_HOME or HOME");
    return fs::path(home) / ".cache" / "hashiflex" / "rtl";
}

}  // namespace hashiflex::prove
