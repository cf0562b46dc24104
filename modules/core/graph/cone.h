// SPDX-License-Identifier: Apache-2.0
// The part of an adder graph that some of its outputs need.
#pragma once

#include "modules/core/graph/adder_graph.h"

#include <cstddef>

namespace hashiflex::core {

// first .. last, both inside.
struct OutputRange {
    std::size_t first = 0;
    std::size_t last = 0;

    bool holds(std::size_t output) const { return first <= output && output <= last; }
};

// The same inputs and as many outputs: those in `kept` as they were, made by the same operations in the same order, the
// others the constant 0. Throws std::out_of_range if the graph has no output kept.last.
AdderGraph cone(const AdderGraph& graph, const OutputRange& kept);

}  // namespace hashiflex::core
