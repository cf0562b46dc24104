// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/act_plan.h"

#include <algorithm>
#include <utility>

namespace hashiflex {

ActPlan::ActPlan(std::vector<Act> acts) : acts_(std::move(acts)) {
    for (std::size_t i = 0; i < acts_.size(); ++i) {
        acts_[i].begins_row = i == 0 || acts_[i - 1].row != acts_[i].row;
        acts_[i].ends_row = i + 1 == acts_.size() || acts_[i + 1].row != acts_[i].row;
        rows_ += acts_[i].begins_row ? 1 : 0;
        if (acts_[i].begins_row || acts_[i].ends_row) edges_.push_back(static_cast<std::int32_t>(i));
    }
}

ActPlan ActPlan::of_beats(const core::BeatGrid& grid) {
    std::vector<Act> acts(static_cast<std::size_t>(grid.beats()));
    for (int beat = 0; beat < grid.beats(); ++beat)
        acts[static_cast<std::size_t>(beat)] = {beat / grid.beats_per_row(), beat};
    return ActPlan(std::move(acts));
}

ActPlan ActPlan::of_steps(const core::StageDesign& stage) {
    std::vector<Act> acts;
    std::int32_t beat = 0;
    for (const char emits : stage.program.emits) {
        acts.push_back({beat / stage.grid.beats_per_row(), beat, emits != 0});
        if (emits != 0) ++beat;
    }
    return ActPlan(std::move(acts));
}

std::int64_t ActPlan::next_edge(std::int64_t n) const {
    const std::int64_t image_start = n / acts() * acts();
    const auto edge = std::lower_bound(edges_.begin(), edges_.end(), static_cast<std::int32_t>(n - image_start));
    return image_start + *edge;  // the last act of an image ends a row
}

}  // namespace hashiflex
