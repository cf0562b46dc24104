// SPDX-License-Identifier: Apache-2.0
// Does a graph with one thing wrong pass check() or verify()?
#include "modules/core/graph/verify.h"

#include <catch2/catch.hpp>

#include <functional>

using namespace hashiflex::core;

namespace {

// y0 = 3 - (x0 + 4 x1 - 2 x2), y1 = 16 x3, y2 = 5.
AdderGraph sample() {
    AdderGraph graph;
    graph.inputs.assign(4, Interval{-8, 7});
    graph.ops = {{0, 1, 0, 2, false}, {4, 2, 0, 1, true}};
    graph.outputs.resize(3);
    graph.outputs[0] = {5, 0, true, 3};
    graph.outputs[1] = {3, 4, false, 0};
    graph.outputs[2].constant = 5;
    return graph;
}

std::vector<LinearForm> expected() {
    return {{{{0, -1}, {1, -4}, {2, 2}}, 3}, {{{3, 16}}, 0}, {{}, 5}};
}

using Corruption = std::function<void(AdderGraph&)>;

}  // namespace

TEST_CASE("A right graph passes") {
    CHECK_NOTHROW(check(sample()));
    CHECK_NOTHROW(verify(sample(), expected()));
    CHECK(evaluate(sample(), {1, 2, 3, -4}) == std::vector<std::int64_t>{3 - (1 + 8 - 6), -64, 5});
}

TEST_CASE("check() refuses nodes that do not exist yet") {
    const std::pair<Corruption, const char*> corruptions[] = {
        {[](AdderGraph& graph) { graph.ops[0].lhs = 4; }, "adder 0"},  // itself
        {[](AdderGraph& graph) { graph.ops[0].rhs = 5; }, "adder 0"},  // a later one
        {[](AdderGraph& graph) { graph.ops[1].rhs = 99; }, "adder 1"},
        {[](AdderGraph& graph) { graph.ops[1].lhs = kNoNode; }, "adder 1"},
        {[](AdderGraph& graph) { graph.outputs[1].node = 6; }, "output 1"},
    };
    for (const auto& [corrupt, name] : corruptions) {
        AdderGraph graph = sample();
        corrupt(graph);
        CHECK_THROWS_WITH(check(graph), Catch::Contains(name));
        CHECK_THROWS_WITH(verify(graph, expected()), Catch::Contains(name));
    }
}

TEST_CASE("verify() notices every field of every operation and output") {
    const std::pair<Corruption, const char*> corruptions[] = {
        {[](AdderGraph& graph) { graph.ops[0].lhs = 2; }, "output 0"},
        {[](AdderGraph& graph) { graph.ops[0].rhs = 0; }, "output 0"},
        {[](AdderGraph& graph) { graph.ops[0].lhs_shift = 1; }, "output 0"},
        {[](AdderGraph& graph) { graph.ops[0].rhs_shift = 3; }, "output 0"},
        {[](AdderGraph& graph) { graph.ops[0].subtract = true; }, "output 0"},
        {[](AdderGraph& graph) { graph.ops[1].subtract = false; }, "output 0"},
        {[](AdderGraph& graph) { graph.ops[1].rhs_shift = 0; }, "output 0"},
        {[](AdderGraph& graph) { std::swap(graph.ops[1].lhs, graph.ops[1].rhs); }, "output 0"},
        {[](AdderGraph& graph) { graph.outputs[0].negate = false; }, "output 0"},
        {[](AdderGraph& graph) { graph.outputs[0].constant = 2; }, "output 0"},
        {[](AdderGraph& graph) { graph.outputs[0].shift = 1; }, "output 0"},
        {[](AdderGraph& graph) { graph.outputs[0].node = kNoNode; }, "output 0"},
        {[](AdderGraph& graph) { graph.outputs[1].node = 2; }, "output 1"},
        {[](AdderGraph& graph) { graph.outputs[2].node = 0; }, "output 2"},
        {[](AdderGraph& graph) { graph.outputs[2].constant = 0; }, "output 2"},
        {[](AdderGraph& graph) { graph.outputs.pop_back(); }, "2 outputs"},
    };
    for (const auto& [corrupt, name] : corruptions) {
        AdderGraph graph = sample();
        corrupt(graph);
        CHECK_THROWS_WITH(verify(graph, expected()), Catch::Contains(name));
    }
}

TEST_CASE("verify() adds up terms that cancel and nodes that are shared") {
    AdderGraph graph;
    graph.inputs.assign(2, Interval{0, 1});
    graph.ops = {{0, 1, 0, 0, false}, {2, 2, 1, 0, true}, {3, 1, 0, 0, true}};  // (x0+x1), 2()-(), minus x1: x0
    graph.outputs = {{4, 0, false, 0}};
    CHECK_NOTHROW(verify(graph, {{{{0, 1}}, 0}}));
    CHECK_THROWS(verify(graph, {{{{0, 1}, {1, 1}}, 0}}));
}
