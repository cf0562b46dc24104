// SPDX-License-Identifier: Apache-2.0
// How many beats the buffers of a stage hold, from the times of the recurrence.
#pragma once

#include "modules/core/timing/recurrence.h"
#include "sim/trace/timeline.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex {

// Edges are asked for in order, and all that happened before them must be known.
class StageFills {
 public:
    StageFills(const core::Recurrence& recurrence, std::size_t stage);

    void before(core::Cycle edge, Timeline::Fills& fills);

    // What will be looked at again, by number of events.
    std::int64_t steps() const { return steps_; }
    std::int64_t output_beats() const;
    std::int64_t input_beats(std::size_t input) const { return arrived_[input]; }

 private:
    const core::Recurrence::Stage& stage_;
    const core::Recurrence::Stream& out_;
    std::int64_t started_ = 0, popped_ = 0, steps_ = 0;
    std::vector<std::int64_t> arrived_;  // by input
};

}  // namespace hashiflex
