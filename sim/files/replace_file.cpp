// SPDX-License-Identifier: Apache-2.0
// Temporary file and rename, which POSIX makes atomic within one folder.
#include "sim/files/destination.h"
#include "sim/process/unfinished_file.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail() {
    throw std::system_error(errno, std::generic_category());
}

// "x" of NAME.partx, "" if it is none of this name.
std::string process_of(const std::string& file, const std::string& name) {
    const std::string start = name + ".part";
    if (file.compare(0, start.size(), start) != 0) return "";
    const std::string number = file.substr(start.size());
    const bool digits = std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && number.size() < 10 ? number : "";
}

// One that has ended and that nobody has asked about yet (a zombie) is not at work any more.
bool is_at_work(pid_t id) {
    if (kill(id, 0) != 0 && errno == ESRCH) return false;
    std::ifstream stream("/proc/" + std::to_string(id) + "/stat");
    const std::string stat{std::istreambuf_iterator<char>(stream), {}};  // ID (NAME) STATE ...
    const std::size_t name_end = stat.rfind(')');
    return name_end == std::string::npos || stat.compare(name_end, 3, ") Z") != 0;
}

// The number may be that of a later process, or of one on another host: a lock says that the file is in use, too.
bool is_abandoned(const fs::path& file, const std::string& process) {
    const auto id = static_cast<pid_t>(std::atol(process.c_str()));
    if (id != getpid() && is_at_work(id)) return false;
    const int descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) return false;
    struct stat found {};
    const bool ours = fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode);
    const bool unused = ours && flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    close(descriptor);
    return unused;
}

void remove_abandoned(const fs::path& target) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(target.parent_path(), error)) {
        const std::string process = process_of(entry.path().filename().string(), target.filename().string());
        if (!process.empty() && is_abandoned(entry.path(), process)) unlink(entry.path().c_str());
    }
}

class ReplacedFile final : public Destination {
 public:
    explicit ReplacedFile(const fs::path& target)
        : target_(fs::absolute(target)),
          temporary_(target_.string() + ".part" + std::to_string(getpid())),
          unfinished_(temporary_) {
        remove_abandoned(target_);
        descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (descriptor_ < 0) fail();
        flock(descriptor_, LOCK_EX | LOCK_NB);  // where there are no locks, the number of the process has to do
    }
    ~ReplacedFile() override {
        if (descriptor_ < 0) return;
        unlink(temporary_.c_str());
        close(descriptor_);
    }

    void write(std::string_view bytes) override {
        while (!bytes.empty()) {
            const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
            if (n < 0 && errno != EINTR) fail();
            if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    void finish() override {
        if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
        const int written = std::exchange(descriptor_, -1);
        if (close(written) != 0) fail();  // some file systems find out only now
    }

 private:
    fs::path target_;
    std::string temporary_;
    process::UnfinishedFile unfinished_;
    int descriptor_ = -1;
};

}  // namespace

std::unique_ptr<Destination> replace_file(const fs::path& target) {
    return std::make_unique<ReplacedFile>(target);
}

}  // namespace hashiflex
