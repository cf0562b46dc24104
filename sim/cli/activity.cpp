// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/activity.h"

#include <fmt/format.h>

#include <algorithm>
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

void ActivityMeter::update(const process::Activity& activity) {
    if (!terminal_) return;
    if (activity.name != activity_) {
        clear();
        activity_ = activity.name;
        start_ns_ = now_ns();
        pace_ = ProgressPace(terminal_);
    }
    const double seconds = static_cast<double>(now_ns() - start_ns_) * 1e-9;
    if (!pace_.due(seconds)) return;
    const std::string line = activity_line(activity_, activity.part(), seconds);
    shown_ = std::max(shown_, line.size());
    std::fprintf(stderr, "\r%-*s", static_cast<int>(shown_), line.c_str());
    std::fflush(stderr);
}

std::string activity_line(const std::string& activity, const process::Part& part, double seconds) {
    if (part.of == 0) return fmt::format("{}, {}", activity, minutes(seconds));
    const double share = static_cast<double>(part.done) / static_cast<double>(part.of);
    return fmt::format("{}: {:.1f} %, {}", activity, 100 * share,
                       part.done > 0 ? minutes(seconds / share - seconds) + " left" : minutes(seconds));
}

}  // namespace hashiflex
