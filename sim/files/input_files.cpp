// SPDX-License-Identifier: Apache-2.0
#include "sim/files/input_files.h"

#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

struct Inputs {
    std::mutex mutex;  // points of a sweep are read by many threads
    std::set<std::pair<dev_t, ino_t>> files;
    std::set<std::string> names;  // canonical: a file that was replaced since has the same
};

Inputs& inputs() {
    static Inputs all;
    return all;
}

}  // namespace

void note_input(const fs::path& file) {
    struct stat found {};
    if (stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return;
    std::error_code error;
    const fs::path name = fs::canonical(file, error);
    Inputs& all = inputs();
    const std::lock_guard<std::mutex> lock(all.mutex);
    all.files.emplace(found.st_dev, found.st_ino);
    if (!error) all.names.insert(name.string());
}

void forget_inputs() {
    Inputs& all = inputs();
    const std::lock_guard<std::mutex> lock(all.mutex);
    all.files.clear();
    all.names.clear();
}

void require_no_input(const fs::path& output) {
    struct stat found {};
    const bool exists = stat(output.c_str(), &found) == 0;
    if (exists && !S_ISREG(found.st_mode)) return;
    std::error_code error;
    const fs::path name = fs::weakly_canonical(output, error);
    Inputs& all = inputs();
    const std::lock_guard<std::mutex> lock(all.mutex);
    const bool same_file = exists && all.files.count({found.st_dev, found.st_ino}) > 0;
    if (same_file || (!error && all.names.count(name.string()) > 0))
        throw std::invalid_argument("cannot write " + output.string() + ": it is one of the files that are read");
}

}  // namespace hashiflex
