// SPDX-License-Identifier: Apache-2.0
// A signal handler may do little more than set a lock-free flag.
#include "sim/cli/interrupt.h"

#include <csignal>

namespace hashiflex {
namespace {

std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the flag is set in a signal handler");

void on_signal(int) {
    requested.store(true, std::memory_order_relaxed);
}

}  // namespace

void install_interrupt_handlers() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

const std::atomic<bool>& interrupt_flag() {
    return requested;
}

}  // namespace hashiflex
