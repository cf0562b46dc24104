// SPDX-License-Identifier: Apache-2.0
// Do the ranges of all nodes hold what they can carry, and are they tight where interval analysis can be?
#include "modules/core/graph/builders.h"
#include "tests/core/random_operators.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

constexpr Interval kInput{-100, 27};

// Every node as an output, to see its value.
AdderGraph all_nodes(AdderGraph graph) {
    graph.outputs.clear();
    for (std::uint32_t node = 0; node < graph.nodes(); ++node) graph.outputs.push_back({node, 0, false, 0});
    return graph;
}

bool contains(Interval range, std::int64_t value) {
    return range.lo <= value && value <= range.hi;
}

std::vector<Interval> output_ranges(const AdderGraph& graph) {
    const auto nodes = node_ranges(graph);
    std::vector<Interval> ranges;
    for (const auto& output : graph.outputs) ranges.push_back(output_range(output, nodes));
    return ranges;
}

}  // namespace

TEST_CASE("No node leaves its range") {
    Random random(4);
    for (int trial = 0; trial < 200; ++trial) {
        const Conv conv = random_conv(random);
        const AdderGraph graph = conv_graph(conv, kInput);
        const auto ranges = node_ranges(graph);
        const auto outputs = output_ranges(graph);
        const AdderGraph probes = all_nodes(graph);
        for (int vector = 0; vector < 8; ++vector) {
            std::vector<std::int64_t> inputs;
            for (std::size_t i = 0; i < graph.inputs.size(); ++i)  // mostly ends: there the largest sums are
                inputs.push_back(random.chance(40)   ? kInput.lo
                                 : random.chance(60) ? kInput.hi
                                                     : random.between(-100, 27));
            const auto nodes = evaluate(probes, inputs);
            for (std::size_t n = 0; n < nodes.size(); ++n) REQUIRE(contains(ranges[n], nodes[n]));
            const auto sums = evaluate(graph, inputs);
            for (std::size_t o = 0; o < sums.size(); ++o) REQUIRE(contains(outputs[o], sums[o]));
        }
    }
}

TEST_CASE("Each input in one term: both ends of every output range are reached") {
    Random random(5);
    for (int trial = 0; trial < 200; ++trial) {
        Conv conv = random_conv(random);
        for (auto& weight : conv.weights) weight = random_weight(random, conv.levels, 1);
        const AdderGraph graph = conv_graph(conv, kInput);
        const auto outputs = output_ranges(graph);
        const std::size_t per_channel = conv.weights.size() / static_cast<std::size_t>(conv.out.channels);
        for (std::size_t o = 0; o < outputs.size(); ++o) {
            Interval reached{graph.outputs[o].constant, graph.outputs[o].constant};
            for (std::size_t i = 0; i < per_channel; ++i) {
                const std::int64_t weight = conv.weights[o * per_channel + i];
                reached.lo += weight * (weight > 0 ? kInput.lo : kInput.hi);
                reached.hi += weight * (weight > 0 ? kInput.hi : kInput.lo);
            }
            REQUIRE(outputs[o] == reached);
        }
    }
}

TEST_CASE("Ranges of a graph made by hand") {
    AdderGraph graph;
    graph.inputs = {{0, 255}, {-4, 3}};
    graph.ops = {{0, 1, 1, 3, true}, {2, 0, 0, 0, false}};
    graph.outputs = {{2, 1, true, 10}, {kNoNode, 0, false, -6}};
    const auto nodes = node_ranges(graph);
    CHECK(nodes[2] == Interval{0 - 24, 510 + 32});
    CHECK(nodes[3] == Interval{-24, 542 + 255});
    CHECK(output_range(graph.outputs[0], nodes) == Interval{10 - 2 * 542, 10 + 2 * 24});
    CHECK(output_range(graph.outputs[1], nodes) == Interval{-6, -6});
}

TEST_CASE("A sum that needs more than 62 bits is an error, not a wrap") {
    AdderGraph graph;
    graph.inputs = {{0, std::int64_t{1} << 40}};
    graph.ops = {{0, 0, 21, 22, false}};
    CHECK_THROWS_AS(node_ranges(graph), std::overflow_error);
}
