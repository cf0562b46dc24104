// SPDX-License-Identifier: Apache-2.0
// Is the slowest way between two registers the one that following every bit of every path finds?
#include "modules/core/cost/segment_delays.h"

#include "tests/core/cost/random_graph.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hashiflex::core;

namespace {

// Nets cost nothing here: what drives what is counted in tests of its own.
constexpr AdderDelays kCells{33, 49, 0, 0, 0, 0};

GraphFacts facts_of(const AdderGraph& graph) {
    std::vector<Wires> inputs;
    for (const Interval input : graph.inputs) inputs.push_back(wires_of(input));
    return graph_facts(graph, inputs);
}

std::vector<double> delays_of(const AdderGraph& graph, int levels, const AdderDelays& delays = kCells) {
    const auto facts = facts_of(graph);
    const GraphBuild build{{~Bits{0}}, levels, (facts.depth + levels - 1) / levels};
    return segment_delays(graph, facts, build, built_graph(graph, facts, build), delays);
}

GraphOutput output_of(std::uint32_t node) {
    GraphOutput output;
    output.node = node;
    return output;
}

// x0 + x1, 9 wires; + (x2 << 8), 9 more positions from 8 on; + x3 from the lowest bit on.
AdderGraph three_in_a_row() {
    AdderGraph graph;
    graph.inputs.assign(4, Interval{0, 255});
    graph.ops = {{0, 1, 0, 0, false}, {4, 2, 0, 8, false}, {5, 3, 0, 0, false}};
    graph.outputs = {output_of(6)};
    return graph;
}

// Every path of every bit, by recursion from what is registered down to registers, without memory of what it has seen.
struct Walk {
    const AdderGraph& graph;
    const int levels_per_stage;
    const GraphFacts facts = facts_of(graph);

    int stage(int level) const { return level == 0 ? 0 : (level - 1) / levels_per_stage; }

    double operand(const Operand& operand, int position, int at) const {
        const NodeFacts& node = facts.nodes[operand.node];
        if (node.level == 0 || stage(node.level) != at) return 0;
        const int bit = std::min(position - operand.shift, node.bits - 1);
        return sum(bit_adder(graph.ops[operand.node - graph.inputs.size()], facts), bit, at);
    }
    // Of the three bits of a position, the last.
    double last(const BitAdder& adder, int position, int at) const {
        double ps = 0;
        if (varies(adder.a, position)) ps = std::max(ps, operand(adder.lhs, position, at));
        if (varies(adder.b, position)) ps = std::max(ps, operand(adder.rhs, position, at));
        if (varies(adder.carry, position)) ps = std::max(ps, carry(adder, position, at));
        return ps;
    }
    double carry(const BitAdder& adder, int position, int at) const {
        return last(adder, position - 1, at) + carry_cell(adder, position - 1, at);
    }
    double sum(const BitAdder& adder, int position, int at) const {
        return last(adder, position, at) + sum_cell(adder, position);
    }
    double carry_cell(const BitAdder& adder, int position, int at) const {
        const int varying = varying_bits(adder, position);
        const bool slow = is_sum(adder.lhs, at) || (adder.rhs.node != kNoNode && is_sum(adder.rhs, at));
        if (varying == 3) return kCells.carry * (slow ? kSlowEdges : 1);
        return varying == 2 ? kCells.carry * kHalfAdder : 0;
    }
    static double sum_cell(const BitAdder& adder, int position) {
        const int varying = varying_bits(adder, position);
        return varying == 3 ? kCells.sum : varying == 2 ? kCells.carry * kHalfAdder : 0;
    }
    bool is_sum(const Operand& operand, int at) const {
        const NodeFacts& node = facts.nodes[operand.node];
        return node.level > 0 && stage(node.level) == at;
    }
    static bool varies(const KnownBits& bits, int position) { return ((bits.known() >> position) & 1) == 0; }
    static int varying_bits(const BitAdder& adder, int position) {
        return varies(adder.a, position) + varies(adder.b, position) + varies(adder.carry, position);
    }
    double segment(int at) const {
        double worst = 0;
        for (std::size_t i = 0; i < graph.ops.size(); ++i) {
            const NodeFacts& node = facts.nodes[graph.inputs.size() + i];
            if (stage(node.level) != at) continue;
            for (int bit = 0; bit < node.bits; ++bit)
                worst = std::max(worst, sum(bit_adder(graph.ops[i], facts), bit, at));
        }
        for (std::size_t o = 0; o < graph.outputs.size(); ++o) {
            if (!graph.outputs[o].has_bias_adder() || stage(facts.outputs[o].level) != at) continue;
            for (int bit = 0; bit < width(facts.outputs[o].range); ++bit)
                worst = std::max(worst, sum(bias_adder(graph.outputs[o], facts), bit, at));
        }
        return worst;
    }
};

}  // namespace

TEST_CASE("ripple chains in a row overlap") {
    // x0 + x1: a half adder, seven full ones, of which the last one's sum is slower than its carry. x2: half adders
    // only.
    const double half = kHalfAdder * 33;
    const auto each = delays_of(three_in_a_row(), 1);
    CHECK(each[0] == Approx(half + 6 * 33 + 49));
    CHECK(each[1] == Approx(8 * half));
    CHECK(each[2] == Approx(half + 7 * 33 + 9 * half));  // x3 has ended: half adders
    // together less than one after the other: each chain waits a sum, not a chain, for the one before
    CHECK(delays_of(three_in_a_row(), 3).front() < each[0] + each[1] + each[2]);
    CHECK(delays_of(three_in_a_row(), 3).front() > each[2]);
}

TEST_CASE("delays of random graphs equal a walk over all their paths") {
    std::mt19937 random(11);
    for (int trial = 0; trial < 100; ++trial) {
        auto graph = random_graph(random);
        if (graph.ops.size() > 10) continue;  // paths double with every operation
        const auto facts = facts_of(graph);
        for (int k = 1; k <= 3; ++k) {
            INFO("trial " << trial << ", k " << k);
            const auto delays = delays_of(graph, k);
            REQUIRE(static_cast<int>(delays.size()) == (facts.depth + k - 1) / k);
            const Walk walk{graph, k};
            // A bit that nobody reads has no cells: the walk, which knows no readers, sees it.
            for (std::size_t s = 0; s < delays.size(); ++s)
                CHECK(delays[s] <= walk.segment(static_cast<int>(s)) + 1e-3);
        }
    }
}

TEST_CASE("a net is slower the more it drives") {
    // x0 is read by `readers` adders of one level.
    const auto with_readers = [](int readers) {
        AdderGraph graph;
        graph.inputs.assign(static_cast<std::size_t>(readers) + 1, Interval{0, 255});
        for (int i = 1; i <= readers; ++i) {
            graph.ops.push_back({0, static_cast<std::uint32_t>(i), 0, 0, false});
            graph.outputs.push_back(output_of(static_cast<std::uint32_t>(readers + i)));
        }
        return delays_of(graph, 1, {0, 0, 0, 10, 50, 0}).front();
    };
    CHECK(with_readers(1) == Approx(10));
    CHECK(with_readers(3) == Approx(30));
    CHECK(with_readers(4) == Approx(10 * 0.4 + 50));       // one buffer
    CHECK(with_readers(60) == Approx(10 * 3 * 0.4 + 50));  // three
    CHECK(with_readers(250) > 100);                        // a tree of two levels
}

TEST_CASE("a sign that is read at several positions drives them all") {
    AdderGraph graph;
    graph.inputs = {{-8, 7}, {-8, 7}, {-2, 1}};
    graph.ops = {{0, 1, 0, 0, false}, {3, 2, 0, 4, false}};  // 5 wires, then 7: the sign stands at three positions
    graph.outputs = {output_of(4)};
    const AdderDelays loads{0, 0, 10, 0, 0, 4};
    // sign: two of the three positions and an inverter, which is on half of the ways; then what takes the result
    CHECK(delays_of(graph, 2, loads).front() == Approx(10 * (2 + 0.33) + 2 + 10 * 0.3));
}
