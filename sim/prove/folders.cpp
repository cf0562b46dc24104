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
const std::string kLetters = "XXXXXX";       // mkdtemp's
const char* const kLock = "hashiflex.lock";  // makes a folder ours, whatever its name

int lock(const fs::path& folder, int flags) {
    const int file = open((folder / kLock).c_str(), O_RDWR | O_CLOEXEC | flags, 0666);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0) return file;
    if (file >= 0) close(file);
    return -1;
}

bool has_our_name(const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name.size() == kPrefix.size() + kLetters.size() && name.compare(0, kPrefix.size(), kPrefix) == 0;
}

// Left-overs of processes that were killed. Folders of users may have such names, too; the lock is in ours only.
void remove_abandoned(const fs::path& parent) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        if (!has_our_name(entry.path()) || entry.is_symlink(ignored)) continue;
        const int file = lock(entry.path(), 0);
        if (file < 0) continue;  // none of ours, or somebody works in it
        fs::remove_all(entry.path(), ignored);
        close(file);
    }
}

}  // namespace

// The name that remove_abandoned() looks for is given only to a folder that is locked.
WorkFolder::WorkFolder(const fs::path& parent) {
    std::error_code error;
    fs::create_directories(parent, error);
    remove_abandoned(parent);
    std::string fresh = (parent / ("." + kPrefix + kLetters)).string();
    if (!error && mkdtemp(fresh.data()) == nullptr) error = {errno, std::generic_category()};
    if (error) throw std::invalid_argument("cannot make a folder in " + parent.string() + ": " + error.message());
    lock_ = lock(fresh, O_CREAT);
    path_ = fs::absolute(parent / (kPrefix + fresh.substr(fresh.size() - kLetters.size())));
    fs::rename(fresh, path_);
}

WorkFolder::~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
    if (lock_ >= 0) close(lock_);
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
