// SPDX-License-Identifier: Apache-2.0
// How long the adders between two pipeline registers take.
#pragma once

#include "modules/core/graph/graph_facts.h"

#include <vector>

namespace hashiflex::core {

// Delays in ps, as in Technology.
struct AdderDelays {
    double sum = 0;
    double carry = 0;

    friend bool operator==(const AdderDelays& a, const AdderDelays& b) { return a.sum == b.sum && a.carry == b.carry; }
};

// The slowest path of adders within every register segment (the logic in front of register boundary b + 1), without the
// registers themselves. A path is a row of n ripple adders, each of which uses the result of the one before:
//   n * sum + W * carry, W the most positions of any of them: their chains overlap, each waits one sum behind the one
//   before
// O(operations). Throws std::invalid_argument if levels_per_stage < 1.
std::vector<double> segment_delays(const AdderGraph& graph, const GraphFacts& facts, int levels_per_stage,
                                   const AdderDelays& delays);

}  // namespace hashiflex::core
