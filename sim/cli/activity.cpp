// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/activity.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace hashiflex {
ActivityMeter::ActivityMeter() : terminal_(::isatty(STDERR_FILENO) != 0), pace_(terminal_) {}

ActivityMeter::~ActivityMeter() {
    clear();
}

void ActivityMeter::clear() {
    if (shown_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(shown_), "");
    shown_ = 0;
}

void ActivityMeter::update(const std::string& activity) {
    if (!terminal_) return;
    if (activity != activity_) {
        clear();
        activity_ = activity;
        start_ns_ = now_ns();
        pace_ = ProgressPace(terminal_);
    }
    const std::int64_t seconds = (now_ns() - start_ns_) / 1'000'000'000;
    if (!pace_.due(static_cast<double>(now_ns() - start_ns_) * 1e-9)) return;
    const std::string line = fmt::format("{}, {}:{:02}", activity, seconds / 60, seconds % 60);
    shown_ = std::max(shown_, line.size());
    std::fprintf(stderr, "\r%-*s", static_cast<int>(shown_), line.c_str());
    std::fflush(stderr);
}

}  // namespace hashiflex
