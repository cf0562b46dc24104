// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/lane_cost.h"

#include "modules/core/cost/lane_build.h"

namespace hashiflex::core {

GraphCells LaneMemo::cells(const StageDesign& stage) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto known = entries_.find(stage.adders.levels_per_stage);
    if (known != entries_.end()) return known->second.cells;
    Entry entry;
    entry.cells = graph_cells(*stage.graph, *stage.facts, lane_build(stage));
    return entries_.emplace(stage.adders.levels_per_stage, std::move(entry)).first->second.cells;
}

std::vector<double> LaneMemo::segments(const StageDesign& stage, const AdderDelays& delays) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto known = entries_.find(stage.adders.levels_per_stage);
    if (known != entries_.end() && known->second.delays && *known->second.delays == delays)
        return known->second.segments;
    const int levels = stage.adders.levels_per_stage;
    Entry& entry = entries_[levels];
    if (known == entries_.end()) entry.cells = graph_cells(*stage.graph, *stage.facts, lane_build(stage));
    entry.delays = delays;
    return entry.segments = segment_delays(*stage.graph, *stage.facts, levels, delays);
}

GraphCells lane_cells(const StageDesign& stage) {
    return stage.memo->cells(stage);
}

std::vector<double> lane_segments(const StageDesign& stage, const AdderDelays& delays) {
    return stage.memo->segments(stage, delays);
}

}  // namespace hashiflex::core
