// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/folders.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace hashiflex::prove {
namespace {

namespace fs = std::filesystem;

const std::string kPrefix = "hashiflex_";
const char* const kLock = "lock";

int lock(const fs::path& folder) {
    const int file = open((folder / kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0) return file;
    if (file >= 0) close(file);
    return -1;
}

}  // namespace

// The name that remove_abandoned() looks for is given only to a folder that is locked.
WorkFolder::WorkFolder(const fs::path& parent) {
    std::error_code error;
    fs::create_directories(parent, error);
    std::string fresh = (parent / ".hashiflex_XXXXXX").string();
    if (!error && mkdtemp(fresh.data()) == nullptr) error = {errno, std::generic_category()};
    if (error) throw std::invalid_argument("cannot make a folder in " + parent.string() + ": " + error.message());
    lock_ = lock(fresh);
    path_ = fs::absolute(parent / (kPrefix + fresh.substr(fresh.size() - 6)));
    fs::rename(fresh, path_);
}

WorkFolder::~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
    if (lock_ >= 0) close(lock_);
}

void WorkFolder::remove_abandoned(const fs::path& parent) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        if (entry.path().filename().string().compare(0, kPrefix.size(), kPrefix) != 0) continue;
        const int file = lock(entry.path());
        if (file < 0) continue;  // somebody works in it
        fs::remove_all(entry.path(), ignored);
        close(file);
    }
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
