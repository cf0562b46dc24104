// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/journal.h"

#include "sim/files/text_of_file.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hashiflex {
namespace {

double now_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Journal::Journal(std::filesystem::path file) : file_(std::move(file)), synced_at_(now_seconds()) {
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(errno);
}

Journal::~Journal() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Journal::append(const std::string& line) {
    const std::string bytes = line + '\n';
    struct stat before {};
    if (::fstat(descriptor_, &before) != 0) fail(errno);
    ssize_t written = 0;
    do written = ::write(descriptor_, bytes.data(), bytes.size());
    while (written < 0 && errno == EINTR);
    if (written != static_cast<ssize_t>(bytes.size())) {
        const int reason = written < 0 ? errno : ENOSPC;  // part of a line: there was no room for all of it
        // If this fails too, the torn line is dropped by who reads it.
        if (::ftruncate(descriptor_, before.st_size) != 0) fail(reason);
        fail(reason);
    }
    if (now_seconds() - synced_at_ > 1) sync();
}

void Journal::sync() {
    if (::fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail(errno);
    synced_at_ = now_seconds();
}

void Journal::fail(int reason) const {
    throw std::runtime_error("cannot write " + file_.string() + ": " + std::strerror(reason));
}

JournalLines read_journal(const std::filesystem::path& file) {
    const std::string text = text_of_file(file);
    JournalLines journal;
    std::size_t at = 0;
    for (std::size_t end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
        journal.lines.push_back(text.substr(at, end - at));
    journal.torn = at < text.size();
    return journal;
}

}  // namespace hashiflex
