// SPDX-License-Identifier: Apache-2.0
// Pipes and devices: whoever reads may be slow, may never come, or may go away.
#include "sim/files/destination.h"
#include "sim/process/interrupt.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace hashiflex {
namespace {

constexpr int kLookMs = 20;

[[noreturn]] void fail_writing() {
    throw std::system_error(errno, std::generic_category());
}

// A reader that went away is an error of this write, not the end of the program.
class WithoutSigpipe {
 public:
    WithoutSigpipe() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~WithoutSigpipe() {
        const int error = errno;
        const timespec at_once{};
        if (sigismember(&before_, SIGPIPE) == 0) sigtimedwait(&pipe_, nullptr, &at_once);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        errno = error;
    }
    WithoutSigpipe(const WithoutSigpipe&) = delete;
    WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
    sigset_t pipe_{}, before_{};
};

class OpenedThing final : public Destination {
 public:
    explicit OpenedThing(int descriptor) : descriptor_(descriptor) {}
    ~OpenedThing() override { close(descriptor_); }

    // A pipe that can take anything takes PIPE_BUF bytes at once, so that no write ever waits.
    void write(std::string_view bytes) override {
        const WithoutSigpipe without;
        while (!bytes.empty()) {
            wait_for_room();
            const ssize_t n = ::write(descriptor_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
            if (n < 0 && errno != EINTR && errno != EAGAIN) fail_writing();
            if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    void finish() override {}

 private:
    // The end of a run that was interrupted still has to be written, so a reader gets time; one that stands still is
    // given up.
    void wait_for_room() const {
        constexpr auto kPatience = std::chrono::milliseconds(500);
        auto since = std::chrono::steady_clock::now();
        for (bool hurried = false;;) {
            pollfd writable{descriptor_, POLLOUT, 0};
            if (poll(&writable, 1, kLookMs) > 0) return;
            const auto now = std::chrono::steady_clock::now();
            if (!hurried) since = now;
            hurried = interrupt_flag();
            if (hurried && now - since > kPatience) throw Interrupted();
        }
    }

    int descriptor_;
};

}  // namespace

std::unique_ptr<Destination> write_to_descriptor(int descriptor) {
    std::fflush(nullptr);  // what was printed before comes before
    const int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (own < 0) fail_writing();
    return std::make_unique<OpenedThing>(own);
}

std::unique_ptr<Destination> write_through(const std::filesystem::path& path) {
    for (;;) {
        // A FIFO without reader is ENXIO, instead of a wait that nothing ends.
        const int descriptor = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        if (descriptor >= 0) return std::make_unique<OpenedThing>(descriptor);
        const int reason = errno;
        if (reason != ENXIO || !std::filesystem::is_fifo(path)) {
            errno = reason;
            fail_writing();
        }
        if (interrupt_flag()) throw Interrupted();
        poll(nullptr, 0, kLookMs);
    }
}

}  // namespace hashiflex
