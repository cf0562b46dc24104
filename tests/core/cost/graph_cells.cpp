// SPDX-License-Identifier: Apache-2.0
// Are adder cells and pipeline flops those that a synthesis tool would keep?
#include "modules/core/cost/graph_cells.h"

#include "modules/core/cost/adder_positions.h"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace hashiflex::core;

namespace {

constexpr Interval kByte{0, 255};
constexpr Wires kWires{8, false};

GraphOutput output_of(std::uint32_t node) {
    GraphOutput output;
    output.node = node;
    return output;
}

// ((x0 + (x1 << 2)) - (x2 << 1)) + x3, and an output of its own for x3 << 1, with bias 4.
AdderGraph example() {
    AdderGraph graph;
    graph.inputs.assign(4, kByte);
    graph.ops = {{0, 1, 0, 2, false}, {4, 2, 0, 1, true}, {5, 3, 0, 0, false}};
    GraphOutput shifted = output_of(3);
    shifted.shift = 1;
    shifted.constant = 4;
    graph.outputs = {output_of(6), shifted};
    return graph;
}

GraphCells cells(const AdderGraph& graph, int levels, int registers, Bits read = ~Bits{0}) {
    return graph_cells(graph, graph_facts(graph, {kWires}), {{read}, levels, registers});
}

}  // namespace

TEST_CASE("adder positions leave out what is only wires") {
    const int ten_bits = 10;
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

TEST_CASE("a small graph, bit by bit") {
    const auto one = cells(example(), 1, 3);
    // x0 + 4 x1: two wires, half (no carry yet), 5 full, 2 half (x0 has ended), and the last carry is the top bit.
    // minus 2 x2: a wire, half (carry 1), 7 full, 2 half (x2 has ended), an inverter. Plus x3: half, 7 full, 4 half.
    // 2 x3 + 4: a 0, a wire, an inverter, 6 half, the last carry.
    CHECK(one.full_adders == 5 + 7 + 7);
    CHECK(one.half_adders == 3 + 3 + 5 + 6);
    CHECK(one.sums == 4);
    // behind level 1: the sum of 11 (two of them x0's), x2, x3, 8 of 2 x3 + 4 (its lowest are 0 and x3's);
    // behind 2: the difference of 12, x3, the 8; behind 3: the sum of 12, the 8, and x3's lowest bit
    CHECK(one.flops == (11 + 8 + 8 + 8) + (12 + 8 + 8) + (12 + 8 + 1));

    const auto none = cells(example(), 3, 0);
    CHECK(none.full_adders == one.full_adders);
    CHECK(none.flops == 0);
    CHECK_THROWS_AS(cells(example(), 0, 0), std::invalid_argument);
}

TEST_CASE("bits below a shift and above what is read have no cells") {
    AdderGraph graph;
    graph.inputs.assign(2, kByte);
    graph.ops = {{0, 1, 0, 0, false}};
    graph.outputs = {output_of(2)};
    const auto all = cells(graph, 1, 1);
    CHECK(all.full_adders == 7);
    CHECK(all.half_adders == 1);
    CHECK(all.flops == 9);
    const auto upper = cells(graph, 1, 1, ~Bits{15});  // carries of the low four are needed, their sums are not
    CHECK(upper.full_adders == 7);
    CHECK(upper.carries == 3);
    CHECK(upper.flops == 5);
    const auto lower = cells(graph, 1, 1, Bits{15});
    CHECK(lower.full_adders == 3);
    CHECK(lower.half_adders == 1);
    CHECK(lower.flops == 4);
}

TEST_CASE("equal sums are built once, and so are the flops of a bit that only passes") {
    AdderGraph graph;
    graph.inputs.assign(3, kByte);
    // x0 + 4 x1 twice, once with its operands the other way round, and x0 + 8 x2: all share x0's low two bits
    graph.ops = {{0, 1, 0, 2, false}, {1, 0, 2, 0, false}, {0, 2, 0, 3, false}};
    graph.outputs = {output_of(3), output_of(4), output_of(5)};
    const auto facts = graph_facts(graph, {kWires});
    CHECK(facts.nodes[3].first == 3);
    CHECK(facts.nodes[4].first == 3);
    CHECK(facts.nodes[5].first == 5);
    const auto counted = cells(graph, 1, 1);
    CHECK(counted.sums == 2);
    CHECK(counted.full_adders == 5 + 4);
    CHECK(counted.half_adders == 3 + 4);
    CHECK(counted.flops == 3 + (11 - 2) + (12 - 3));  // x0's lowest three once
}

TEST_CASE("a constant operand makes half adders, two make wires") {
    AdderGraph graph;
    graph.inputs = {kByte};
    GraphOutput output = output_of(0);
    output.constant = 1 << 7;  // x + 128: the top bit inverted, and its carry
    graph.outputs = {output};
    CHECK(cells(graph, 1, 0).adder_cells() == 0);
    graph.outputs[0].constant = 1;
    CHECK(cells(graph, 1, 0).half_adders == 7);
    graph.outputs[0].constant = 0;
    graph.outputs[0].negate = true;  // 0 - x: the lowest bit is x's, the top one a carry
    CHECK(cells(graph, 1, 0).half_adders == 7);
    CHECK(cells(graph, 1, 0).full_adders == 0);
}

TEST_CASE("inverters stand where a bit is wanted in both polarities") {
    AdderGraph graph;
    graph.inputs.assign(2, kByte);
    graph.ops = {{0, 1, 0, 0, false}};
    graph.outputs = {output_of(2)};
    // 16 bits of inputs, each read once, and 9 of the result: every other one. And the half adder at the lowest
    // position.
    CHECK(cells(graph, 1, 1).inverters() == 1 + (16 + 9) / 2);
    graph.inputs.push_back(kByte);
    graph.ops.push_back({0, 2, 0, 0, false});
    graph.outputs = {output_of(3), output_of(4)};
    CHECK(cells(graph, 1, 1).shared == 8);  // x0
    CHECK(cells(graph, 1, 1).inverters() == 2 + 8 + (16 + 18) / 2);
}

TEST_CASE("a sign that is read at several positions is inverted at every other one") {
    AdderGraph graph;
    graph.inputs.assign(2, Interval{-8, 7});
    graph.ops = {{0, 1, 0, 3, false}};  // x0's sign at positions 3 to 7
    graph.outputs = {output_of(2)};
    const auto facts = graph_facts(graph, {{4, true}});
    CHECK(graph_cells(graph, facts, {{~Bits{0}}, 1, 1}).extended == 2);  // x1's, too: at the top position
}
