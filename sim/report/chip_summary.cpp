// SPDX-License-Identifier: Apache-2.0
#include "sim/report/chip_summary.h"

#include <algorithm>
#include <set>

namespace hashiflex {
namespace {

std::set<std::size_t> classifier_stages(const core::Design& design) {
    if (design.stages.empty()) return {};
    const std::size_t last = design.stages.size() - 1;
    const auto& stage = design.stages[last];
    if (std::holds_alternative<core::Classifier>(stage.op)) return {last};
    if (!std::holds_alternative<core::Argmax>(stage.op)) return {};
    std::set<std::size_t> found{last};
    const int producer = stage.inputs[0].producer;
    if (producer != core::kSource) found.insert(static_cast<std::size_t>(producer));
    return found;
}

}  // namespace

std::int64_t macs_per_image(const core::Design& design) {
    std::int64_t macs = 0;
    for (const auto& stage : design.stages) {
        if (const auto* conv = std::get_if<core::Conv>(&stage.op))
            macs += conv->out.pixels() * static_cast<std::int64_t>(conv->weights.size());
        else if (const auto* classifier = std::get_if<core::Classifier>(&stage.op))
            macs += classifier->inputs() * classifier->classes;
    }
    return macs;
}

AreaSplitResult area_split(const core::Design& design, const StageResult& source,
                           const std::vector<StageResult>& stages) {
    const auto classifier = classifier_stages(design);
    AreaSplitResult split;
    split.front_um2 = source.area_um2;
    split.classifier_um2 = classifier.empty() ? Quantity::unknown("the network has no classifier") : Quantity::known(0);
    for (std::size_t s = 0; s < stages.size(); ++s) {
        Quantity& part = classifier.count(s) > 0 ? split.classifier_um2 : split.front_um2;
        part = part + stages[s].area_um2;
    }
    return split;
}

std::vector<IdleGroup> idle_groups(const std::vector<StageResult>& stages,
                                   const std::optional<double>& cycles_per_image) {
    std::vector<IdleGroup> groups;
    if (!cycles_per_image) return groups;
    for (const auto& stage : stages) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const IdleGroup& other) { return other.cycles_needed == stage.cycles_needed; });
        if (group == groups.end()) {
            IdleGroup fresh;
            fresh.cycles_needed = stage.cycles_needed;
            fresh.idle = std::max(1.0 - stage.cycles_needed / *cycles_per_image, 0.0);
            fresh.first = stage.name;
            fresh.area_um2 = Quantity::known(0);
            group = groups.insert(groups.end(), fresh);
        }
        ++group->stages;
        group->last = stage.name;
        group->area_um2 = group->area_um2 + stage.area_um2;
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [](const IdleGroup& a, const IdleGroup& b) { return a.cycles_needed < b.cycles_needed; });
    return groups;
}

}  // namespace hashiflex
