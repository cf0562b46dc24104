// SPDX-License-Identifier: Apache-2.0
// Are adder cells and pipeline registers counted as the definitions say?
#include "modules/core/cost/graph_counts.h"

#include "tests/core/cost/random_graph.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <utility>

using namespace hashiflex::core;

namespace {

constexpr Interval kByte{0, 255};

// ((x0 + (x1 << 2)) - (x2 << 1)) + x3, and an output of its own for x3 << 1, with bias 4.
AdderGraph example() {
    AdderGraph graph;
    graph.inputs.assign(4, kByte);
    graph.ops = {{0, 1, 0, 2, false}, {4, 2, 0, 1, true}, {5, 3, 0, 0, false}};
    GraphOutput sum, shifted;
    sum.node = 6;
    shifted.node = 3;
    shifted.shift = 1;
    shifted.constant = 4;
    graph.outputs = {sum, shifted};
    return graph;
}

// Steps through the levels: at each boundary, who is needed behind it that was there before it?
std::int64_t registers_by_hand(const AdderGraph& graph, int k) {
    const auto ranges = node_ranges(graph);
    const auto levels = node_levels(graph);
    const int deepest = depth(graph);
    std::int64_t flops = 0;
    int before = 0;
    while (before < deepest) {
        const int boundary = std::min(before + k, deepest);
        std::set<std::uint32_t> crossing;
        for (std::size_t i = 0; i < graph.ops.size(); ++i)
            if (levels[graph.inputs.size() + i] > boundary)
                for (const auto node : {graph.ops[i].lhs, graph.ops[i].rhs})
                    if (levels[node] <= boundary) crossing.insert(node);
        for (const auto& output : graph.outputs) {
            const bool done = output_level(output, levels) <= boundary;
            if (output.has_bias_adder() && done)
                flops += std::max(width(output_range(output, ranges)) - output.shift, 0);
            else if (levels[output.node] <= boundary)
                crossing.insert(output.node);
        }
        for (const auto node : crossing) flops += width(ranges[node]);
        before = boundary;
    }
    return flops;
}

}  // namespace

TEST_CASE("adder positions leave out what is only wires") {
    const Interval ten_bits{0, 1023};
    CHECK(adder_positions({0, 1, 0, 0, false}, ten_bits) == 10);
    CHECK(adder_positions({0, 1, 3, 0, false}, ten_bits) == 7);
    CHECK(adder_positions({0, 1, 0, 3, false}, ten_bits) == 7);
    CHECK(adder_positions({0, 1, 0, 3, true}, ten_bits) == 7);   // a - (b << 3): a's low bits pass
    CHECK(adder_positions({0, 1, 3, 0, true}, ten_bits) == 10);  // (a << 3) - b: all borrow
    GraphOutput output;
    output.node = 0;
    output.shift = 1;
    output.constant = 8;
    CHECK(bias_positions(output, ten_bits) == 7);
    output.negate = true;
    CHECK(bias_positions(output, ten_bits) == 9);
}

TEST_CASE("a small graph, counted by hand") {
    // widths: inputs 8; x0 + 4 x1 <= 1275: 11; minus 2 x2, in -510 .. 1275: 12; plus x3, in -510 .. 1530: 12;
    // 4 + 2 x3 <= 514: 10, its low bit a constant
    const auto graph = example();
    const auto one = graph_counts(graph, {1, {}});
    CHECK(one.adders == 3);
    CHECK(one.bias_adders == 1);
    CHECK(one.adder_bits == (11 - 2) + (12 - 1) + 12 + (10 - 2));
    CHECK(one.max_adder_bits == 12);
    CHECK(one.depth == 3);
    CHECK(one.latency == 3);
    // behind 1: node4, x2, x3 (still needed), biased; behind 2: node5, x3, biased; behind 3: node6, biased
    CHECK(one.flop_bits == (11 + 8 + 8 + 9) + (12 + 8 + 9) + (12 + 9));

    const auto two = graph_counts(graph, {2, {}});  // boundaries behind 2 and 3
    CHECK(two.latency == 2);
    CHECK(two.flop_bits == (12 + 8 + 9) + (12 + 9));
    CHECK(two.adder_bits == one.adder_bits);

    const auto three = graph_counts(graph, {3, {}});
    CHECK(three.latency == 1);
    CHECK(three.flop_bits == 12 + 9);
}

TEST_CASE("a carry-select adder has two chains and multiplexers in every block but the first") {
    const auto ripple = adder_hardware(12, 12);
    CHECK(ripple.cells == 12);
    CHECK(ripple.mux_bits == 0);
    CHECK(ripple.blocks == 1);
    // 10 positions: blocks of 5 and 5; the second: 10 cells, 5 sums selected by the carry of the first
    const auto two = adder_hardware(10, 9);
    CHECK(two.blocks == 2);
    CHECK(two.block_bits == 5);
    CHECK(two.cells == 15);
    CHECK(two.mux_bits == 5);
    // 43 positions: 11, 11, 11, 10; 32 in selected blocks, and the carries out of the second and third block
    const auto four = adder_hardware(43, 12);
    CHECK(four.blocks == 4);
    CHECK(four.block_bits == 11);
    CHECK(four.cells == 43 + 32);
    CHECK(four.mux_bits == 32 + 2);
    CHECK(adder_hardware(43, {}).cells == 43);

    const auto plain = graph_counts(example(), {1, {}});
    const auto wide = graph_counts(example(), {1, 11});  // of 9, 11, 12 and 8 positions, only the one of 12 is cut
    CHECK(wide.adder_bits == plain.adder_bits + 6);
    CHECK(wide.mux_bits == 6);
    CHECK(wide.adders == plain.adders);
    CHECK(wide.flop_bits == plain.flop_bits);
    CHECK(plain.mux_bits == 0);
}

TEST_CASE("outputs that share a node share its register; constants have none") {
    AdderGraph graph;
    graph.inputs = {kByte, kByte};
    graph.ops = {{0, 1, 0, 0, false}};
    GraphOutput sum, pass, constant;
    sum.node = 2;
    pass.node = 0;
    constant.constant = 77;
    graph.outputs = {sum, sum, pass, constant};
    const auto counts = graph_counts(graph, {1, {}});
    CHECK(counts.flop_bits == 9 + 8);
    CHECK(counts.bias_adders == 0);

    AdderGraph wires;
    wires.inputs = {kByte};
    wires.outputs = {pass, constant};
    CHECK(graph_counts(wires, {1, {}}).latency == 0);
    CHECK(graph_counts(wires, {1, {}}).flop_bits == 0);
    CHECK_THROWS_AS(graph_counts(wires, {0, {}}), std::invalid_argument);
}

TEST_CASE("registers of random graphs equal an enumeration") {
    std::mt19937 random(7);
    for (int trial = 0; trial < 300; ++trial) {
        const auto graph = random_graph(random);
        for (int k = 1; k <= 4; ++k) {
            INFO("trial " << trial << ", k " << k);
            CHECK(graph_counts(graph, {k, {}}).flop_bits == registers_by_hand(graph, k));
        }
    }
}
