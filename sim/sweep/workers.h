// SPDX-License-Identifier: Apache-2.0
// Threads that simulate points, none waiting for another, and one that takes what they made.
#pragma once

#include "sim/sweep/row.h"
#include "sim/sweep/schedule.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

namespace hashiflex {

// To be told as soon as something is there that a point needed.
using Made = std::function<void(const std::string& need)>;

struct WorkerHooks {
    Needs needs;                                                                 // on any of the threads, one at a time
    std::function<PointResult(std::size_t point, const Made& made)> simulate;    // on any of them
    std::function<void(std::size_t point, const PointResult& result)> finished;  // on the caller's
    std::function<void()> tick;                                                  // likewise, some times a second
};

// Simulates `points`, by and large in this order (schedule.h). False: `stop` was set; then threads may still be at work
// on points that nobody waits for, and the program must end without them (std::_Exit). What `finished` throws ends the
// work, as does what `needs` or `simulate` throws; then the threads are waited for.
bool run_points(const std::vector<std::size_t>& points, unsigned threads, const WorkerHooks& hooks,
                const std::atomic<bool>& stop);

}  // namespace hashiflex
