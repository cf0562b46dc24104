// SPDX-License-Identifier: Apache-2.0
// Where an adder graph that is too large for one module is cut.
#pragma once

#include "modules/core/graph/adder_graph.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::rtl {

// Consecutive operations with the outputs that end among them.
struct GraphPart {
    std::size_t first = 0, last = 0;
    std::vector<std::uint32_t> outputs;
};

// Cuts where no operation behind the cut reads one before it; one part if the outputs are not in order.
std::vector<GraphPart> graph_parts(const core::AdderGraph& graph);

}  // namespace hashiflex::rtl
