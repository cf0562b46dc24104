// SPDX-License-Identifier: Apache-2.0
// Threads that work on items in order, and one that takes what they made.
#pragma once

#include "sim/sweep/row.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

namespace hashiflex {

struct WorkerHooks {
    std::function<PointResult(std::size_t point)> simulate;                      // on any of the threads
    std::function<void(std::size_t point, const PointResult& result)> finished;  // on the caller's
    std::function<void()> tick;                                                  // likewise, some times a second
};

// Simulates `points`, begun in this order. False: `stop` was set; then threads may still be at work on points that
// nobody waits for, and the program must end without them (std::_Exit). What `finished` throws ends the work, as does
// what `simulate` throws; then the threads are waited for.
bool run_points(const std::vector<std::size_t>& points, unsigned threads, const WorkerHooks& hooks,
                const std::atomic<bool>& stop);

}  // namespace hashiflex
