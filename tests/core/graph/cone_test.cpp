// SPDX-License-Identifier: Apache-2.0
// Is the part of a graph what the whole graph computes on the outputs kept, 0 elsewhere, and no more than they need?
#include "modules/core/graph/cone.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <vector>

using namespace hashiflex::core;

namespace {

// Operations on any earlier nodes: outputs share many of them.
AdderGraph random_graph(std::mt19937& random) {
    const auto below = [&](std::size_t n) { return static_cast<std::uint32_t>(random() % n); };
    AdderGraph graph;
    graph.inputs.assign(1 + below(5), Interval{-8, 7});
    const std::size_t ops = below(20);
    for (std::size_t i = 0; i < ops; ++i) {
        const std::size_t nodes = graph.nodes();
        graph.ops.push_back({below(nodes), below(nodes), static_cast<std::uint8_t>(below(2)),
                             static_cast<std::uint8_t>(below(2)), below(2) == 1});
    }
    graph.outputs.resize(1 + below(6));
    for (auto& output : graph.outputs) {
        if (below(5) != 0) output.node = below(graph.nodes());
        output.shift = static_cast<std::uint8_t>(below(3));
        output.negate = below(2) == 1;
        output.constant = static_cast<std::int64_t>(below(9)) - 4;
    }
    return graph;
}

// By recursion: knows nothing of marks and renumbering.
void collect(const AdderGraph& graph, std::uint32_t node, std::vector<bool>& ops) {
    if (node == kNoNode || node < graph.inputs.size()) return;
    const std::size_t i = node - graph.inputs.size();
    ops[i] = true;
    collect(graph, graph.ops[i].lhs, ops);
    collect(graph, graph.ops[i].rhs, ops);
}

}  // namespace

TEST_CASE("a cone computes the outputs kept, and nothing else") {
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
        INFO("round " << round);
        const AdderGraph graph = random_graph(random);
        const std::size_t a = random() % graph.outputs.size();
        const std::size_t b = random() % graph.outputs.size();
        const OutputRange kept{std::min(a, b), std::max(a, b)};
        const AdderGraph part = cone(graph, kept);
        REQUIRE_NOTHROW(check(part));
        std::vector<bool> ops(graph.ops.size(), false);
        for (std::size_t o = kept.first; o <= kept.last; ++o) collect(graph, graph.outputs[o].node, ops);
        CHECK(part.ops.size() == static_cast<std::size_t>(std::count(ops.begin(), ops.end(), true)));
        std::vector<std::int64_t> inputs(graph.inputs.size());
        for (auto& input : inputs) input = static_cast<std::int64_t>(random() % 16) - 8;
        auto expected = evaluate(graph, inputs);
        for (std::size_t o = 0; o < expected.size(); ++o)
            if (o < kept.first || o > kept.last) expected[o] = 0;
        CHECK(evaluate(part, inputs) == expected);
    }
}

TEST_CASE("a cone of outputs that do not exist is refused") {
    AdderGraph graph;
    graph.outputs.resize(3);
    CHECK_THROWS_AS(cone(graph, {1, 3}), std::out_of_range);
    CHECK_NOTHROW(cone(graph, {0, 2}));
}
