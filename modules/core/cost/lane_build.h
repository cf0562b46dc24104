// SPDX-License-Identifier: Apache-2.0
// How the adder graph of a stage's lane is built: what is read of its outputs, registers.
#pragma once

#include "modules/core/cost/graph_cells.h"
#include "modules/core/design/design.h"

namespace hashiflex::core {

// `stage` has a graph.
GraphBuild lane_build(const StageDesign& stage);

// Of those of `latency`, the ones between the adders; 0 without a graph.
int graph_registers(const StageDesign& stage);

}  // namespace hashiflex::core
