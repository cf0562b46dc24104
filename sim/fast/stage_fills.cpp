// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/stage_fills.h"

#include <algorithm>

namespace hashiflex {
namespace {

// Counts on from `count` the events before an edge, which happen `ahead` cycles before their times.
void count_before(const core::Times& times, core::Cycle edge, std::int64_t& count, core::Cycle ahead = 0) {
    while (count < times.size() && times[count] - ahead < edge) ++count;
}

}  // namespace

StageFills::StageFills(const core::Recurrence& recurrence, std::size_t stage)
    : stage_(recurrence.stages()[stage]),
      out_(recurrence.stream_of(static_cast<int>(stage))),
      arrived_(stage_.inputs.size()) {}

void StageFills::before(core::Cycle edge, Timeline::Fills& fills) {
    count_before(out_.avail, edge, started_, stage_.design->latency + 1);
    count_before(out_.pops(), edge, popped_);
    count_before(stage_.steps, edge, steps_);
    fills.assign(1, static_cast<std::uint64_t>(started_ - popped_));
    const std::int64_t steps_per_image = stage_.design->program.steps();
    const std::int64_t in_image = steps_ % steps_per_image;
    for (std::size_t k = 0; k < arrived_.size(); ++k) {
        const core::Recurrence::Input& input = stage_.inputs[k];
        count_before(input.branch->moves, edge, arrived_[k]);
        const std::int64_t released =
            steps_ / steps_per_image * input.beats + (in_image == 0 ? 0 : input.released[in_image - 1]);
        // What is given up before it arrives is dropped as it arrives.
        fills.push_back(static_cast<std::uint64_t>(std::max<std::int64_t>(arrived_[k] - released, 0)));
    }
}

std::int64_t StageFills::output_beats() const {
    return std::min(started_, popped_);
}

}  // namespace hashiflex
