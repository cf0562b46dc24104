// SPDX-License-Identifier: Apache-2.0
// Is the slowest row of adders between two registers the one that walking every path finds?
#include "modules/core/cost/segment_delays.h"

#include "modules/core/cost/adder_positions.h"
#include "tests/core/cost/random_graph.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hashiflex::core;

namespace {

constexpr AdderDelays kDelays{49, 33};

std::vector<double> delays_of(const AdderGraph& graph, int levels_per_stage) {
    std::vector<Wires> inputs;
    for (const Interval& range : graph.inputs) inputs.push_back(wires_of(range));
    return segment_delays(graph, graph_facts(graph, inputs), levels_per_stage, kDelays);
}

// x0 + x1, 9 positions; + (x2 << 8), 9 of 17; + x3 from the lowest bit on, 17 of 17.
AdderGraph three_in_a_row() {
    AdderGraph graph;
    graph.inputs.assign(4, Interval{0, 255});
    graph.ops = {{0, 1, 0, 0, false}, {4, 2, 0, 8, false}, {5, 3, 0, 0, false}};
    GraphOutput output;
    output.node = 6;
    graph.outputs = {output};
    return graph;
}

// Of the adders of one path.
double time_of(const std::vector<int>& positions) {
    return static_cast<double>(positions.size()) * kDelays.sum +
           *std::max_element(positions.begin(), positions.end()) * kDelays.carry;
}

struct Walk {
    const AdderGraph& graph;
    const int levels_per_stage;
    const std::vector<Interval> ranges = node_ranges(graph);
    const std::vector<int> levels = node_levels(graph);
    double worst = 0;

    // Backwards from `node`; `path` is what follows it.
    void back(std::size_t node, int first_level, std::vector<int> path) {
        if (levels[node] <= first_level) {
            worst = std::max(worst, time_of(path));
            return;
        }
        const auto& op = graph.ops[node - graph.inputs.size()];
        path.insert(path.begin(), adder_positions(op, width(ranges[node])));
        back(op.lhs, first_level, path);
        back(op.rhs, first_level, path);
    }
    double segment(int index) {
        worst = 0;
        const int first = index * levels_per_stage;
        const auto inside = [&](int level) { return level > first && level <= first + levels_per_stage; };
        for (std::size_t node = graph.inputs.size(); node < graph.nodes(); ++node)
            if (inside(levels[node])) back(node, first, {});
        for (const auto& output : graph.outputs)
            if (output.has_bias_adder() && inside(output_level(output, levels)))
                back(output.node, first, {bias_positions(output, width(output_range(output, ranges)))});
        return worst;
    }
};

}  // namespace

TEST_CASE("ripple chains in a row overlap") {
    const auto graph = three_in_a_row();
    const auto all = [&](int levels) { return delays_of(graph, levels); };
    CHECK(all(3) == std::vector<double>{3 * 49 + 17 * 33});
    CHECK(all(1) == std::vector<double>{49 + 9 * 33, 49 + 9 * 33, 49 + 17 * 33});
    CHECK_THROWS_AS(all(0), std::invalid_argument);
}

TEST_CASE("delays of random graphs equal an enumeration of paths") {
    std::mt19937 random(11);
    for (int trial = 0; trial < 300; ++trial) {
        const auto graph = random_graph(random);
        const int deepest = depth(graph);
        for (int k = 1; k <= 4; ++k) {
            INFO("trial " << trial << ", k " << k);
            const auto delays = delays_of(graph, k);
            REQUIRE(static_cast<int>(delays.size()) == (deepest + k - 1) / k);
            Walk walk{graph, k};
            for (std::size_t s = 0; s < delays.size(); ++s)
                CHECK(delays[s] == Approx(walk.segment(static_cast<int>(s))));
        }
    }
}
