// SPDX-License-Identifier: Apache-2.0
// The timeline of a run, told from the times of the recurrence: the same bytes as from SystemC.
#pragma once

#include "modules/core/timing/recurrence.h"
#include "sim/fast/reprogram_timing.h"
#include "sim/trace/timeline.h"

#include <atomic>
#include <cstdint>

namespace hashiflex {

struct TimelineRun {
    std::int64_t images = 1;
    core::Cycle cycles = 0;  // of the run
    core::RecurrenceOptions options;
    WriterDesign writer;
    const std::atomic<bool>* stop = nullptr;
};

// Every image is computed: nothing is skipped in steady state. Returns whether it was stopped; what there was until
// then is in the file.
bool write_timeline(const core::Design& design, const TimelineRequest& request, const TimelineRun& run,
                    const Timeline::Warn& warn);

}  // namespace hashiflex
