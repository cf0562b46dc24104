// SPDX-License-Identifier: Apache-2.0
// Graphs in which every node reaches an output.
#pragma once

#include "modules/core/graph/adder_graph.h"

#include <random>
#include <set>

namespace hashiflex::core {

inline AdderGraph random_graph(std::mt19937& random) {
    const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    AdderGraph graph;
    const int inputs = 1 + pick(5);
    for (int i = 0; i < inputs; ++i) graph.inputs.push_back(pick(2) ? Interval{0, 255} : Interval{-8, 7});
    const int ops = pick(20);
    for (int i = 0; i < ops; ++i)
        graph.ops.push_back({static_cast<std::uint32_t>(pick(inputs + i)), static_cast<std::uint32_t>(pick(inputs + i)),
                             static_cast<std::uint8_t>(pick(3)), static_cast<std::uint8_t>(pick(3)), pick(2) == 1});
    std::set<std::uint32_t> used;
    for (const auto& op : graph.ops) used.insert({op.lhs, op.rhs});
    for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
        if (used.count(node) && pick(4)) continue;  // every node reaches an output, some are one as well
        GraphOutput output;
        output.node = node;
        output.shift = static_cast<std::uint8_t>(pick(3));
        output.negate = pick(3) == 0;
        output.constant = pick(2) ? pick(100) - 50 : 0;
        graph.outputs.push_back(output);
    }
    return graph;
}

}  // namespace hashiflex::core
