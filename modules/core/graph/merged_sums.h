// SPDX-License-Identifier: Apache-2.0
// Operations of a graph that compute the same.
#pragma once

#include "modules/core/graph/adder_graph.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// For every node the first one that is made of the same operands in the same way; inputs stand for themselves. a + b
// and b + a are the same.
std::vector<std::uint32_t> merged_sums(const AdderGraph& graph);

}  // namespace hashiflex::core
