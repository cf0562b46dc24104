// SPDX-License-Identifier: Apache-2.0
// Is the slowest row of adders between two registers the one that walking every path finds?
#include "modules/core/cost/segment_delays.h"

#include "modules/core/cost/graph_counts.h"
#include "tests/core/cost/random_graph.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hashiflex::core;

namespace {

constexpr AdderDelays kDelays{49, 33, 35};

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

// Of the adders of one path, first to last.
double time_of(const std::vector<int>& positions, const AdderStyle& style) {
    double done = 0;
    for (std::size_t i = 0; i < positions.size();) {
        const auto adder = adder_hardware(positions[i], style.max_ripple_bits);
        if (adder.blocks > 1) {
            done += kDelays.sum + adder.block_bits * kDelays.carry + (adder.blocks - 1) * kDelays.mux;
            ++i;
            continue;
        }
        int longest = 0;
        for (; i < positions.size() && adder_hardware(positions[i], style.max_ripple_bits).blocks == 1; ++i) {
            done += kDelays.sum;
            longest = std::max(longest, positions[i]);
        }
        done += longest * kDelays.carry;
    }
    return done;
}

struct Walk {
    const AdderGraph& graph;
    const AdderStyle style;
    const std::vector<Interval> ranges = node_ranges(graph);
    const std::vector<int> levels = node_levels(graph);
    double worst = 0;

    // Backwards from `node`; `path` is what follows it.
    void back(std::size_t node, int first_level, std::vector<int> path) {
        if (levels[node] <= first_level) {
            worst = std::max(worst, time_of(path, style));
            return;
        }
        const auto& op = graph.ops[node - graph.inputs.size()];
        path.insert(path.begin(), adder_positions(op, ranges[node]));
        back(op.lhs, first_level, path);
        back(op.rhs, first_level, path);
    }
    double segment(int index) {
        worst = 0;
        const int first = index * style.levels_per_stage;
        const auto inside = [&](int level) { return level > first && level <= first + style.levels_per_stage; };
        for (std::size_t node = graph.inputs.size(); node < graph.nodes(); ++node)
            if (inside(levels[node])) back(node, first, {});
        for (const auto& output : graph.outputs)
            if (output.has_bias_adder() && inside(output_level(output, levels)))
                back(output.node, first, {bias_positions(output, output_range(output, ranges))});
        return worst;
    }
};

}  // namespace

TEST_CASE("ripple chains in a row overlap, carry-select adders do not") {
    const auto graph = three_in_a_row();
    const auto all = [&](const AdderStyle& style) { return segment_delays(graph, style, kDelays); };
    CHECK(all({3, {}}) == std::vector<double>{3 * 49 + 17 * 33});
    CHECK(all({1, {}}) == std::vector<double>{49 + 9 * 33, 49 + 9 * 33, 49 + 17 * 33});
    // the last one as 9 + 8
    CHECK(all({3, 16}) == std::vector<double>{(2 * 49 + 9 * 33) + (49 + 9 * 33 + 35)});
    CHECK(all({1, 16})[2] == 49 + 9 * 33 + 35);
    // 3 + 3 + 3 twice, and six blocks of 3
    CHECK(all({3, 3}) == std::vector<double>{2 * (49 + 3 * 33 + 2 * 35) + 49 + 3 * 33 + 5 * 35});
    CHECK_THROWS_AS(all({0, {}}), std::invalid_argument);
}

TEST_CASE("delays of random graphs equal an enumeration of paths") {
    std::mt19937 random(11);
    for (int trial = 0; trial < 300; ++trial) {
        const auto graph = random_graph(random);
        const int deepest = depth(graph);
        for (int k = 1; k <= 4; ++k) {
            for (const std::optional<int> most :
                 {std::optional<int>{}, std::optional<int>{10}, std::optional<int>{4}}) {
                INFO("trial " << trial << ", k " << k << ", max_ripple_bits " << most.value_or(0));
                const auto delays = segment_delays(graph, {k, most}, kDelays);
                REQUIRE(static_cast<int>(delays.size()) == (deepest + k - 1) / k);
                Walk walk{graph, {k, most}};
                for (std::size_t s = 0; s < delays.size(); ++s)
                    CHECK(delays[s] == Approx(walk.segment(static_cast<int>(s))));
            }
        }
    }
}
