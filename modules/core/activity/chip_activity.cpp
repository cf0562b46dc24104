// SPDX-License-Identifier: Apache-2.0
#include "modules/core/activity/chip_activity.h"

namespace hashiflex::core {

ChipActivity& ChipActivity::operator+=(const ChipActivity& other) {
    images += other.images;
    source += other.source;
    stages.resize(other.stages.size());
    for (std::size_t s = 0; s < stages.size(); ++s) stages[s] += other.stages[s];
    return *this;
}

ChipToggles::ChipToggles(const Design& design) : design_(design) {
    stages_.reserve(design.stages.size());
    for (std::size_t s = 0; s < design.stages.size(); ++s) stages_.emplace_back(design, s);
}

ChipActivity ChipToggles::operator()(const ImageMaps& now, const ImageMaps& before) const {
    ChipActivity activity;
    activity.images = 1;
    activity.source = source_toggles(design_, now, before);
    for (const auto& stage : stages_) activity.stages.push_back(stage(now, before).all());
    return activity;
}

}  // namespace hashiflex::core
