// SPDX-License-Identifier: Apache-2.0
// A signal handler may do little more than set a lock-free flag.
#include "sim/process/interrupt.h"

#include "sim/process/unfinished_file.h"

#include <csignal>
#include <ctime>

namespace hashiflex {
namespace {

std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the flag is set in a signal handler");

std::atomic<std::time_t> first_at{0};
static_assert(std::atomic<std::time_t>::is_always_lock_free, "the time is kept by a signal handler");

// timeout(1) and some shells signal a process twice at once: only a later signal means that somebody cannot wait.
void on_signal(int signal) {
    constexpr std::time_t kAtOnceSeconds = 2;
    const std::time_t now = std::time(nullptr);
    if (!requested.exchange(true)) {
        first_at.store(now);
    } else if (now - first_at.load() >= kAtOnceSeconds) {
        process::remove_unfinished_files();
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
}

}  // namespace

void install_interrupt_handlers() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        const bool ignored = sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN;
        if (!ignored) sigaction(signal, &action, nullptr);
    }
}

const std::atomic<bool>& interrupt_flag() {
    return requested;
}

}  // namespace hashiflex
