// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/timeline_probe.h"

#include <utility>

namespace hashiflex {

TimelineProbe::TimelineProbe(const sc_core::sc_module_name& name, const Chip& chip, const TimelineRequest& request,
                             Timeline::Warn warn)
    : sc_module(name),
      chip_(chip),
      timeline_(chip.design(), request, chip.writer() != nullptr, std::move(warn)),
      acts_(timeline_.blocks()),
      fills_(chip.stages().size()) {
    look_at_fills();
    SC_METHOD(sample);
    sensitive << chip.clock().negedge_event();
    dont_initialize();
}

// After an edge.
void TimelineProbe::sample() {
    error_.guard([this] { tell_cycle(chip_.cycles() - 1); });
    if (timeline_.full()) next_trigger(never_);
}

// The kernel may have stopped right at an edge, before it was looked at.
void TimelineProbe::close() {
    if (chip_.cycles() > told_ && !timeline_.full()) tell_cycle(chip_.cycles() - 1);
    timeline_.close(chip_.cycles());
}

void TimelineProbe::tell_cycle(std::uint64_t cycle) {
    told_ = cycle + 1;
    if (timeline_.in_window(cycle))
        for (std::size_t s = 0; s < fills_.size(); ++s) timeline_.fills(cycle, s, fills_[s]);
    tell_acts(cycle);
    if (chip_.writer() != nullptr) tell_writer(cycle);
    look_at_fills();
}

void TimelineProbe::tell_acts(std::uint64_t cycle) {
    const auto& stages = chip_.stages();
    if (chip_.source().state() == CycleState::busy) timeline_.act(cycle, 0, acts_[0]++);
    for (std::size_t s = 0; s < stages.size(); ++s) {
        std::int64_t& told = acts_[s + 1];
        if (static_cast<std::int64_t>(stages[s]->steps_taken()) == told) continue;
        if (timeline_.plan(s + 1).act(told).begins_row) timeline_.fills(cycle, s, fills_[s]);
        timeline_.act(cycle, s + 1, told++);
    }
    if (chip_.sink().state() == CycleState::busy) timeline_.act(cycle, acts_.size() - 1, acts_.back()++);
}

void TimelineProbe::tell_writer(std::uint64_t cycle) {
    const host::WeightWriter& writer = *chip_.writer();
    if (writer.first_write() && !std::exchange(began_writing_, true)) timeline_.writing_begins(cycle);
    if (writer.committed() && !std::exchange(ended_writing_, true)) timeline_.writing_ends(cycle);
    const auto first_image = chip_.npu()->first_image_of_set();
    if (first_image && !std::exchange(switched_, true)) timeline_.weights_switch(cycle, *first_image);
}

void TimelineProbe::look_at_fills() {
    for (std::size_t s = 0; s < fills_.size(); ++s) {
        const stages::PipelineStage& stage = *chip_.stages()[s];
        Timeline::Fills& fills = fills_[s];
        fills.assign(1, stage.output().used());
        for (std::size_t k = 0; k < stage.design().inputs.size(); ++k)
            fills.push_back(static_cast<std::uint64_t>(stage.input(k).held()));
    }
}

}  // namespace hashiflex
