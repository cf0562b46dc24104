// SPDX-License-Identifier: Apache-2.0
// When every beat of a design moves, from what it waits for: the contract of time as a max-plus recurrence.
//
// Over cycles t (rising edges), for output beat n of a stage with latency L and FIFO depth F, step j, and an input
// buffer of depth D:
//   step[j]  >= step[j-1] + 1,  move[needed(j) - 1] + 1 for every input,  pop[n - F] + 1 if it emits beat n
//   avail[n]  = step that emits n + L + 1
//   move_b[n] >= avail[n],  pop[n-1] + 1,  release[n - D] + 1 at consumer b;   pop[n] = max over b
//   release[m] = the step that gives up beat m
// and every time is the smallest that satisfies its lines. The SystemC modules know nothing of this file.
#pragma once

#include "modules/core/design/design.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace hashiflex::core {

using Cycle = std::int64_t;

struct RecurrenceOptions {
    std::int64_t images = 1;
    bool auto_unbounded = false;             // `auto` buffers and FIFOs never fill
    bool npu_unbounded = false;              // the feature buffer never fills: no back-pressure from the NPU
    Cycle source_pace = 0;                   // image i is not offered before i * source_pace
    std::function<bool(Cycle)> source_open;  // may a new beat be offered? empty: always
    std::function<bool(Cycle)> sink_ready;   // empty: always
};

struct RecurrenceTimes {
    std::vector<std::vector<std::vector<Cycle>>> moves;     // [stage][input][beat]: when it entered that buffer
    std::vector<std::vector<std::vector<Cycle>>> releases;  // [stage][input][beat]: when it was given up
    std::vector<std::vector<Cycle>> steps;                  // [stage][step]
    std::vector<Cycle> results;                             // [beat] of the last stage, at the sink
    std::vector<Cycle> image_done;                          // [image]; shorter than asked: deadlock
};

// All that happens until every image is through, or nothing can move any more.
RecurrenceTimes solve(const Design& design, const RecurrenceOptions& options);

}  // namespace hashiflex::core
