// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/timeline.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hashiflex {

Timeline::Timeline(const core::Design& design, const TimelineRequest& request, bool reprograms, Warn warn)
    : warn_(std::move(warn)),
      most_bytes_(request.most_bytes),
      window_(request.window),
      picoseconds_per_cycle_(1e6 / design.clock.mhz),
      file_(request.file, request.most_bytes) {
    // Blanks keep names of ours apart from names of layers.
    const auto root = file_.add_root(design.network + " (1 ns here is 1 ps of the chip)");
    const auto add_block = [&](const std::string& name, ActPlan plan) {
        tracks_.push_back(file_.add_track(root, name));
        plans_.push_back(std::move(plan));
    };
    add_block("host source", ActPlan::of_beats(design.source.grid));
    for (const core::StageDesign& stage : design.stages) {
        add_block(stage.name, ActPlan::of_steps(stage));
        auto& counters = counters_.emplace_back();
        const auto add_counter = [&](const std::string& name) {
            counters.push_back({file_.add_counter(tracks_.back(), name, "beats"), std::nullopt});
        };
        add_counter(stage.fifo.name + " fill");
        for (const core::InputBuffer& input : stage.inputs) add_counter(input.name + " fill");
    }
    add_block("host sink", ActPlan::of_beats(design.stages.back().grid));
    if (reprograms) weights_ = file_.add_track(root, "NPU weights");
    std::int32_t rows = 0;
    for (const ActPlan& plan : plans_) rows = std::max(rows, plan.rows());
    for (std::int32_t row = 0; row < rows; ++row) row_names_.push_back(file_.intern("row " + std::to_string(row)));
}

void Timeline::fills(std::uint64_t cycle, std::size_t stage, const Fills& fills) {
    if (full_) return;
    for (std::size_t i = 0; i < fills.size(); ++i) {
        Counter& counter = counters_[stage][i];
        if (counter.value == fills[i]) continue;
        counter.value = fills[i];
        file_.count(counter.track, start_of(cycle), fills[i]);
    }
    look_at_limit(cycle);
}

// A block with one row an image shows images only.
void Timeline::act(std::uint64_t cycle, std::size_t block, std::int64_t n) {
    if (full_) return;
    const ActPlan& plan = plans_[block];
    const ActPlan::Act& act = plan.act(n);
    const auto track = tracks_[block];
    const std::uint64_t begin = start_of(cycle), end = start_of(cycle + 1);
    const auto image = static_cast<std::uint64_t>(plan.image_of(n));
    if (plan.begins_image(n))
        file_.begin_slice(track, begin, "image " + std::to_string(image), image, block + 1 == blocks());
    if (plan.rows() > 1 && act.begins_row)
        file_.begin_slice(track, begin, row_names_[static_cast<std::size_t>(act.row)]);
    if (in_window(cycle)) {
        const std::int64_t step = n % plan.acts();
        file_.begin_slice(track, begin,
                          act.starts_beat ? "beat " + std::to_string(act.beat) : "step " + std::to_string(step));
        file_.end_slice(track, end);
    }
    if (plan.rows() > 1 && act.ends_row) file_.end_slice(track, end);
    if (plan.ends_image(n)) file_.end_slice(track, end);
    look_at_limit(cycle);
}

void Timeline::writing_begins(std::uint64_t cycle) {
    if (full_) return;
    file_.begin_slice(weights_, start_of(cycle), "write weights");
    look_at_limit(cycle);
}

void Timeline::writing_ends(std::uint64_t cycle) {
    if (full_) return;
    file_.end_slice(weights_, start_of(cycle + 1));
    look_at_limit(cycle);
}

void Timeline::weights_switch(std::uint64_t cycle, std::uint64_t image) {
    if (full_) return;
    file_.instant(weights_, start_of(cycle), "image " + std::to_string(image) + " is the first with the new weights");
    look_at_limit(cycle);
}

// A slice may have ended at the end of this cycle already: its image cannot end before.
void Timeline::look_at_limit(std::uint64_t cycle) {
    if (full_ || !file_.full()) return;
    full_ = true;
    file_.close(start_of(cycle + 1));
    if (warn_)
        warn_("the timeline ends in cycle " + std::to_string(cycle) + ": its limit of " + std::to_string(most_bytes_) +
              " bytes (--trace-limit) is reached; the simulation goes on, the report is whole");
}

std::uint64_t Timeline::start_of(std::uint64_t cycle) const {
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(cycle) * picoseconds_per_cycle_));
}

void Timeline::close(std::uint64_t cycles) {
    full_ = true;
    file_.close(start_of(cycles));
}

}  // namespace hashiflex
