// SPDX-License-Identifier: Apache-2.0
// What the lane of a stage is built of and how slow it is: made once, however many lanes, stages and designs share the
// graph and its registers.
#pragma once

#include "modules/core/cost/graph_cells.h"
#include "modules/core/cost/segment_delays.h"
#include "modules/core/design/design.h"

#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace hashiflex::core {

// Of the graph of a stage, per `adder_levels_per_stage`. Threads may share it.
class LaneMemo {
 public:
    GraphCells cells(const StageDesign& stage);
    // As segment_delays(); of the delays that were asked for last.
    std::vector<double> segments(const StageDesign& stage, const AdderDelays& delays);

 private:
    struct Entry {
        GraphCells cells;
        std::optional<AdderDelays> delays;
        std::vector<double> segments;
    };
    std::mutex mutex_;
    std::map<int, Entry> entries_;
};

// `stage` has a graph.
GraphCells lane_cells(const StageDesign& stage);
std::vector<double> lane_segments(const StageDesign& stage, const AdderDelays& delays);

}  // namespace hashiflex::core
