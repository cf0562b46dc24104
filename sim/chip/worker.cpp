// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/worker.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hashiflex {
namespace {

constexpr char kDone = 'd';
constexpr char kFailed = 'f';

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

bool write_all(int file, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t n = ::write(file, bytes.data() + at, bytes.size() - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        at += static_cast<std::size_t>(n);
    }
    return true;
}

std::string read_all(int file) {
    std::string bytes;
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t n = ::read(file, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("cannot read from a worker process");
        if (n == 0) return bytes;
        bytes.append(buffer.data(), static_cast<std::size_t>(n));
    }
}

// The last byte says how it ended: a process that dies has sent none.
[[noreturn]] void run_and_exit(const std::function<std::string()>& work, int file) {
    std::string message;
    try {
        message = work() + kDone;
    } catch (const std::exception& error) {
        message = std::string(error.what()) + kFailed;
    }
    ::_exit(write_all(file, message) ? 0 : 1);
}

}  // namespace

Worker::Worker(const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) fail("cannot make a pipe for a worker process");
    std::fflush(nullptr);
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ < 0) {
        ::close(ends[0]);
        ::close(ends[1]);
        fail("cannot start a worker process");
    }
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(1);
        ::close(ends[0]);
        run_and_exit(work, ends[1]);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
}

Worker::~Worker() {
    if (pipe_ >= 0) ::close(pipe_);
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

std::string Worker::result() {
    std::string message = read_all(pipe_);
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
    const char end = message.empty() ? '\0' : message.back();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || (end != kDone && end != kFailed))
        throw std::runtime_error("a worker process died" +
                                 (WIFSIGNALED(status) ? " of signal " + std::to_string(WTERMSIG(status)) : ""));
    message.pop_back();
    if (end == kFailed) throw std::runtime_error(message);
    return message;
}

}  // namespace hashiflex
