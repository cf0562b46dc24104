// SPDX-License-Identifier: Apache-2.0
// A line on what is being waited for, and for how long.
#pragma once

#include "sim/cli/progress.h"
#include "sim/process/child.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace hashiflex {

// "simulating the RTL: 25.0 %, 0:42 left", "building the RTL simulator, 0:12"; `seconds` since it began.
std::string activity_line(const std::string& activity, const process::Part& part, double seconds);

// On stderr and only on a terminal: nothing in the first two seconds of an activity; the destructor clears the line.
class ActivityMeter {
 public:
    ActivityMeter();
    ~ActivityMeter();
    ActivityMeter(const ActivityMeter&) = delete;
    ActivityMeter& operator=(const ActivityMeter&) = delete;

    void update(const process::Activity& activity);
    void clear();

 private:
    bool terminal_;
    std::string activity_;
    std::int64_t start_ns_ = 0;
    ProgressPace pace_;
    std::size_t shown_ = 0;  // letters on the line
};

}  // namespace hashiflex
