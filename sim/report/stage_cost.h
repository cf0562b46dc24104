// SPDX-License-Identifier: Apache-2.0
// What the cost model says of a stage, whatever the clock and the cycles per image.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/critical_path.h"
#include "modules/core/cost/energy.h"

#include <cstddef>
#include <vector>

namespace hashiflex {

struct StageCost {
    core::Counts counts;
    core::Events events;  // per image
    core::PathDelay path;
};

StageCost stage_cost(const core::Design& design, std::size_t stage, const core::Technology& tech);

// Of every stage, in order.
std::vector<StageCost> stage_costs(const core::Design& design, const core::Technology& tech);

}  // namespace hashiflex
