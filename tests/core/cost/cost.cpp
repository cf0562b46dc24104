// SPDX-License-Identifier: Apache-2.0
// Are counts priced as the equations say, and is a missing price unknown rather than free?
#include "modules/core/cost/area.h"
#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clamp.h"
#include "modules/core/cost/critical_path.h"
#include "modules/core/cost/energy.h"
#include "modules/core/cost/lane_cost.h"
#include "modules/core/cost/storage.h"
#include "tests/core/cost/unit_technology.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;

namespace {

// One pointwise convolution, 1 row of 3 pixels, 2 channels to 1: y = clamp(x0 + 2 x1 + 4, 0, 255); 2 lanes, so 2 beats,
// the second of one pixel.
Design small_design() {
    Design design;
    design.source.type = {{1, 3, 2}, 8, false, 0, {0, 255}};
    design.source.grid = {1, 3, 2};
    StageDesign stage;
    stage.name = "point";
    Conv conv;
    conv.in = {1, 3, 2};
    conv.out = {1, 3, 1};
    conv.weights = {1, 2};
    conv.bias = {4};
    conv.shift = {0};
    conv.clamp = {0, 255};
    stage.op = conv;
    stage.out = {{1, 3, 1}, 8, false, 0, {0, 255}};
    stage.grid = {1, 3, 2};
    stage.program = pointwise_program({design.source.grid}, stage.grid);
    AdderGraph graph;
    graph.inputs = {{0, 255}, {0, 255}};
    graph.ops = {{0, 1, 0, 1, false}};
    GraphOutput sum;
    sum.node = 2;
    sum.constant = 4;
    graph.outputs = {sum};
    stage.in = {design.source.type};
    stage.graph = std::make_shared<AdderGraph>(graph);
    stage.facts = std::make_shared<GraphFacts>(graph_facts(graph, {{8, false}}));
    stage.memo = std::make_shared<LaneMemo>();
    stage.latency = 2;
    InputBuffer buffer;
    buffer.depth = 3;
    buffer.beat_bits = 32;
    stage.inputs = {buffer};
    stage.fifo.depth = 4;
    stage.fifo.beat_bits = 16;
    design.stages = {stage};
    return design;
}

}  // namespace

TEST_CASE("a stage, counted by hand") {
    const auto design = small_design();
    const auto counts = stage_counts(design.stages[0], design);
    CHECK(counts.adders == 2);
    CHECK(counts.bias_adders == 2);
    // x0 + 2 x1: a wire, half, 6 full, half, the last carry; + 4: two wires, an inverter, 7 half
    // beside it what a step takes off the two counters, and both places that the ring's cursor may come to
    CHECK(counts.full_adders == 2 * 6 + (2 + 3) + 2 * 2);
    // control: increments of a counter of 2 beats, one of 3 ahead, of places of 2 bits; FIFO: two counters of 3 up and
    // down
    CHECK(counts.half_adders == 2 * (2 + 7) + (1 + 2) + 3 * 1 + 2 * 2 * 2);
    CHECK(counts.pipeline_flop_bits == 2 * (10 + 10));
    // v > 255: the upper 2 of 10 bits
    CHECK(counts.compare_bits == 2 * 2);
    // per lane: clamp 8; buffer: hold 96; FIFO: hold 4 beats; control: hold 1 of steps, 2 + 3 of the input, places of 2
    // bits, a choice between places, counters of the FIFO twice
    CHECK(counts.mux_bits == 2 * 8 + 96 + 64 + 1 + 5 + 4 * 2 + 2 + 2 * (3 + 3));
    CHECK(counts.read_bits == 96 + 64);
    CHECK(counts.buffer_flop_bits == 96);
    CHECK(counts.fifo_flop_bits == 64);
    // steps 0..1, held 0..3, ahead -1..2, places of the ring 0..2 twice, 2 valid bits, and 2 that say that the last
    // beat of a row is not full; credits and beats that wait 0..4, places of the FIFO 0..3 twice
    CHECK(counts.control_flop_bits == 1 + 2 + 3 + 2 * 2 + 2 + 2 + 2 * 3 + 2 * 2);
    CHECK(counts.flop_bits() == 40 + 96 + 64 + 24);
    CHECK(counts.gated_flop_bits == 0);
    CHECK(counts.clock_gates == 0);
    CHECK(counts.sram_bits == 0);
}

TEST_CASE("a lane is used once per pixel, not per beat and lane") {
    const auto design = small_design();
    const auto events = stage_events(design.stages[0], design);
    // 2 steps; the input's counters see 2 beats too
    CHECK(events.full_adders == 3 * 6 + 4 * 5 + 2 * 4);
    CHECK(events.half_adders == 3 * 9 + 4 * 3 + 2 * 1 + 2 * 10);
    CHECK(events.compare_bits == 3 * 2);
    const int control = 2 * 1 + 4 * 5 + 2 * 6 + 2 * 16;          // steps, input, ring, FIFO
    CHECK(events.mux_bits == 3 * 8 + 3 * 16 + 3 * 8 + control);  // lanes; buffer and FIFO hold what they get
    CHECK(events.flop_bus_bits == 3 * (3 * 16) + 4 * (3 * 8));   // past 3 and 4 words
    CHECK(events.read_bits == 2 * 32 + 2 * 16);                  // beats
    CHECK(events.flop_bits == 3 * 20 + 3 * 16 + 3 * 8 + 2 * 1 + 4 * 5 + 2 * 4 + 2 * 2 + 2 * 2 + 2 * 10);
}

TEST_CASE("clock gates: one for 32 flops, clocked when written") {
    auto design = small_design();
    const auto tech = unit_technology();
    const auto free_running = stage_counts(design.stages[0], design);
    CHECK(stage_events(design.stages[0], design).clocked_flop_bits == 0);
    design.clock_gating = true;
    const auto counts = stage_counts(design.stages[0], design);
    CHECK(counts.flop_bits() == free_running.flop_bits());
    CHECK(counts.gated_flop_bits == 40 + 96 + 64);              // counters and valid bits run free
    CHECK(counts.clock_gates == 2 * 1 + 3 * 1 + 4 * 1);         // lanes of 20, beats of 32, FIFO places of 16 flops
    CHECK(counts.mux_bits == free_running.mux_bits - 96 - 64);  // nothing is held by a multiplexer
    const auto events = stage_events(design.stages[0], design);
    CHECK(events.clocked_flop_bits == 2 * 40 + 2 * 32 + 2 * 16);  // two beats
    CHECK(events.open_gates == 2 * (2 + 1 + 1));
    CHECK(events.flop_bits == 3 * 20 + 3 * 16 + 3 * 8 + 2 * 1 + 4 * 5 + 2 * 4 + 2 * 2 + 2 * 2 + 2 * 10);
    CHECK(events.mux_bits == 3 * 8 + 2 * 1 + 4 * 5 + 2 * 6 + 2 * 16);
    design.stages[0].grid.lanes = 1;  // one lane, three beats
    // and window registers of a pixel, which see the two of a beat in turn, in both steps
    CHECK(stage_events(design.stages[0], design).clocked_flop_bits == 3 * 20 + 2 * 32 + 3 * 16 + 2 * 16);

    Counts chip;
    chip.pipeline_flop_bits = 100;
    chip.gated_flop_bits = 64;
    chip.clock_gates = 2;
    Events image;
    image.clocked_flop_bits = 640;
    image.open_gates = 20;
    auto prices = tech;
    prices.flop_clock_fj = {3.0, ""};
    prices.clock_gate_clock_fj = {2.0, ""};
    prices.clock_gate = {{0.5, ""}, {5.0, ""}, {0.25, ""}};
    const auto pj = energy(chip, image, prices, {ToggleRates::all(0.25), 500, 50.0});
    CHECK(*pj.clock.value == Approx(((36 * 50 + 640) * 3 + 2 * 50 * 2 + 20 * 5) * 1e-3));
    CHECK(*pj.leakage.value == Approx((100 + 2 * 0.25) * 50 / 500 * 1e-3));
    CHECK(*area(chip, prices).flops_um2.value == Approx(100 + 2 * 0.5));
    prices.clock_gate_clock_fj = {std::nullopt, "?"};
    CHECK_FALSE(energy(chip, image, prices, {ToggleRates::all(0.25), 500, 50.0}).clock.value);
}

TEST_CASE("prices, by hand") {
    Counts counts;
    counts.full_adders = 10;
    counts.mux_bits = 4;
    counts.pipeline_flop_bits = 6;
    counts.fifo_flop_bits = 2;
    Events events;
    events.full_adders = 100;
    events.flop_bits = 50;
    events.sram_bits = 8;
    events.sram_word_bits = 24;
    auto tech = unit_technology();
    tech.full_adder = {{0.2, ""}, {2.0, ""}, {0.3, ""}};
    tech.flop_bit = {{0.5, ""}, {4.0, ""}, {0.25, ""}};
    tech.flop_clock_fj = {3.0, ""};
    tech.sram.column_fj = {70.0, ""};
    tech.sram.word_fj = {10.0, ""};
    tech.sram.energy_factor = {2.0, ""};
    CHECK(*area(counts, tech).total_um2().value == Approx(10 * 0.2 + 4 + 8 * 0.5));
    const auto pj = energy(counts, events, tech, {ToggleRates::all(0.25), 500, 20.0});
    CHECK(*pj.adders.value == Approx(0.05));
    CHECK(*pj.flops.value == Approx(0.05));
    CHECK(*pj.clock.value == Approx(8 * 20 * 3 * 1e-3));
    CHECK(*pj.sram.value == Approx((8 * 70 + 24 * 10) * 2 * 1e-3));
    CHECK(*pj.leakage.value == Approx((10 * 0.3 + 4 + 8 * 0.25) * 20 / 500 * 1e-3));
    CHECK(*pj.total().value == Approx(0.05 + 0.05 + 0.48 + 1.6 + 0.00036));
}

TEST_CASE("what depends on a missing price is unknown, with the reason") {
    auto tech = unit_technology();
    tech.flop_bit.area_um2 = {std::nullopt, "not characterised"};
    Counts counts;
    counts.full_adders = 5;
    CHECK(*area(counts, tech).total_um2().value == 5);  // no flop, no need for its price
    counts.pipeline_flop_bits = 1;
    const auto total = area(counts, tech).total_um2();
    CHECK_FALSE(total.value);
    CHECK(total.reason == "no price flop_bit.area_um2 (not characterised)");
    CHECK(*area(counts, tech).adders_um2.value == 5);
    const auto pj = energy(counts, {}, tech, {ToggleRates::all(0.25), 500, std::nullopt});
    CHECK_FALSE(pj.total().value);
    CHECK(pj.total().reason == "the cycles per image are not known");
    tech.carry_ps = {std::nullopt, "?"};
    CHECK_FALSE(critical_path(small_design(), tech).max_clock_mhz.value);
}

TEST_CASE("the critical path, by hand") {
    auto tech = unit_technology();
    tech.flop_ps = {50.0, ""};
    tech.carry_ps = {20.0, ""};
    tech.sum_ps = {30.0, ""};
    tech.mux_ps = {5.0, ""};
    auto design = small_design();
    const auto path = critical_path(design, tech);
    CHECK(path.stage == "point");
    CHECK(path.what == "adders of register segment 1");
    CHECK(*path.ps.value == Approx(50 + 2 * 5 + 30 + 9 * 20));  // one of 3 beats, adder
    CHECK(*path.max_clock_mhz.value == Approx(1e6 / 270));
    design.stages[0].adders.levels_per_stage = 2;  // both adders in one segment
    design.stages[0].latency = 1;
    CHECK(*critical_path(design, tech).ps.value == Approx(50 + 2 * 5 + 2 * 30 + 9 * 20));
}

TEST_CASE("clamps cost only the sides and the bits that decide") {
    const auto relu = clamp_hardware({-512, 511}, {0, 511}, 9);
    CHECK(relu.compare_bits == 1);
    CHECK(relu.mux_bits == 9);
    const auto both = clamp_hardware({-512, 511}, {-128, 127}, 8);
    CHECK(both.compare_bits == (10 - 7) + (10 - 7));
    CHECK(both.muxes_in_series == 2);
    const auto relu6 = clamp_hardware({0, 1023}, {0, 192}, 8);
    CHECK(relu6.compare_bits == 10);
    CHECK(clamp_hardware({0, 255}, {0, 255}, 8).mux_bits == 0);
}

TEST_CASE("trees of sums and maxima") {
    // 3 bytes: 1 + 2 (9 bits for the pair), then 10 bits
    const auto sum = sum_tree({3, 1}, 8);
    CHECK(sum.full_adders == 9 + 10);
    CHECK(sum.pipeline_flop_bits == 9 + 8 + 10);      // the third byte waits
    const auto tree = maximum_tree({5, 2}, 8, true);  // 3 levels, registers behind 2 and 3
    CHECK(tree.compare_bits == 4 * 8);
    CHECK(tree.mux_bits == 4 * 8 + 1 + 2);  // the comparison is the upper bit of the index
    CHECK(tree.pipeline_flop_bits == (8 + 2 + 8) + (8 + 3));
}

TEST_CASE("the NPU, counted by hand") {
    auto design = small_design();
    NpuSpec npu;
    npu.rows = 2;
    npu.columns = 3;
    npu.accumulator = Accumulator::ripple;
    design.npu = npu;
    auto& stage = design.stages[0];
    Classifier classifier;
    classifier.in = {1, 3, 2};
    classifier.classes = 5;
    stage.op = classifier;
    stage.graph = nullptr;
    stage.grid = {1, 5, 3};
    CHECK(weight_memory_bits(stage) == 2 * 5 * (6 * 8 + 32));
    Counts array;
    Events events;
    for (const auto& block : datapath(stage, design)) {
        array += block.copies * block.one;
        events.multiplier_bits += block.uses * block.one.multiplier_bits;
    }
    CHECK(array.multiplier_bits == 6 * 64);
    CHECK(events.multiplier_bits == 5 * 6 * 64);
    CHECK(array.adders == 6);
    // products in -32640 .. 32385: 16 bits; pair 17; accumulator 32
    CHECK(array.full_adders == 3 * (17 + 32));
    // features 16; weight and product 6 * 24; tree 3 * 17; accumulators 3 * 32; sums beside the argmax (2 levels + 1)
    // 3 * 96; its tree behind 1 and 2: 2 + 1 values with the indices of 2 and 3; the best, of 32 + 3
    CHECK(array.pipeline_flop_bits == 16 + 144 + 51 + 96 + 288 + (65 + 34) + 35);
    // 3 row steps of 2 groups, both sets: 12 words of 2 x 3 bytes; 4 words of 3 biases. A set is read once.
    const Counts memory = weight_memory_counts(stage, design);
    CHECK(memory.sram_bits == 12 * 48 + 4 * 96);
    CHECK(memory.sram_columns == 48 + 96);
    const Events read = weight_memory_events(stage, design);
    CHECK(read.sram_bits == 6 * 48 + 2 * 96);
    CHECK(read.sram_word_bits == 12 * 6 * 48 + 4 * 2 * 96);
    auto tech = unit_technology();
    tech.sram_read_ps = {1000.0, ""};
    CHECK(critical_path(design, tech).what == "SRAM read");
    CHECK(*reprogram_energy(stage, design, 10, tech).value == Approx(80 * (1 + 12) * 1e-3));
}

TEST_CASE("an argmax, counted by hand: the part of a classifier that is built three times, and what joins them") {
    auto design = small_design();
    auto& stage = design.stages[0];
    stage.in = {{{1, 1, 7}, 10, true, 0, {-500, 500}}};
    stage.out = stage.in[0];
    stage.op = Argmax{7, {1, 2, 3, 4, 5, 6, 7}};
    stage.graph = nullptr;
    stage.grid = {1, 1, 1};
    stage.classes_per_step = 3;
    stage.program = matrix_program({1, 1, 1}, 3, 1);
    stage.latency = 7;
    Counts lane;
    Events events;
    for (const auto& block : datapath(stage, design)) {
        lane += block.copies * block.one;
        events.mux_bits += block.uses * block.one.mux_bits;
        events.multiplier_bits += block.uses * block.one.multiplier_bits;
    }
    CHECK(lane.multiplier_bits == 3 * 160);
    // carry chains; the class that is best, and where the next step begins, of 3 bits
    CHECK(lane.adder_bits() == 3 * 10 + 2 * 3);
    // two nodes of the tree and the best so far
    CHECK(lane.compare_bits == 3 * 26);
    // one cell for two of three steps; 48 bits of constants; tree with 2 bits of index; best so far with class
    CHECK(lane.mux_bits == 3 * 10 + 3 * (48 / 6) + (2 * 26 + 1) + (26 + 2 * 3));
    // operands; behind the first rows x, 8 bits of the multiplier, 8 low bits, sums and carries; behind the last;
    // product. Levels of 2 and 1 values; the best so far, and the first class of the next step
    CHECK(lane.pipeline_flop_bits == 3 * (26 + (10 + 8 + 8 + 19) + (16 + 19) + 26) + (2 * 26 + 1) + (26 + 2) + 29 + 3);
    CHECK(lane.control_flop_bits == 2 * 6);
    CHECK(events.multiplier_bits == 9 * 160);  // the class that is missing in the last step is multiplied all the same
    CHECK(events.mux_bits == 9 * 2 * 10 + 9 * 8 + 3 * (53 + 32));

    stage.op = Argmax{7, {}};
    stage.latency = 4;
    lane = {};
    for (const auto& block : datapath(stage, design)) lane += block.copies * block.one;
    CHECK(lane.multiplier_bits == 0);
    CHECK(lane.adder_bits() == 2 * 3);
    CHECK(lane.compare_bits == 3 * 10);
    CHECK(lane.pipeline_flop_bits == 3 * 10 + 21 + 12 + 13 + 3);

    auto tech = unit_technology();
    tech.flop_ps = {50.0, ""};
    tech.carry_ps = {20.0, ""};
    tech.sum_ps = {30.0, ""};
    tech.mux_ps = {5.0, ""};
    tech.multiplier_bit_ps = {40.0, ""};
    CHECK(stage_path(stage, design, tech).what == "argmax");
    CHECK(*stage_path(stage, design, tech).ps.value == Approx(50 + (1 + 4) * 20 + 5));  // one level of 10 bits
    stage.op = Argmax{7, {1, 2, 3, 4, 5, 6, 7}};
    CHECK(stage_path(stage, design, tech).what == "argmax scale");
    CHECK(*stage_path(stage, design, tech).ps.value == Approx(50 + 8 * 40));
    tech.multiplier_bit_ps = {10.0, ""};
    CHECK(*stage_path(stage, design, tech).ps.value == Approx(50 + 30 + 10 * 20));
    tech.mux_ps = {60.0, ""};
    CHECK(stage_path(stage, design, tech).what == "argmax selection");
    // one of 3 beats, a level for the step itself, one of 3 steps
    CHECK(*stage_path(stage, design, tech).ps.value == Approx(50 + (2 + 1 + 2) * 60));
}

TEST_CASE("the source subtracts its offset in adders that leave out the wires below its lowest one") {
    const auto lane = [](int offset) {
        Source source;
        source.type = {{1, 1, 3}, 9, true, 0, {-offset, 255 - offset}};
        source.offset = offset;
        source.grid = {1, 1, 1};
        Design design;
        design.source = source;
        return source_part(design).one;
    };
    // Positions of each channel's difference: its width less the zeros that the offset ends in.
    CHECK(lane(1).adder_bits() == 3 * 7);   // the lowest bit is inverted, the sign is the inverted last carry
    CHECK(lane(96).adder_bits() == 3 * 2);  // below 2^5 wires, that one inverted
    CHECK(lane(128).adder_bits() == 0);     // the top bit inverted
    CHECK(lane(128).bias_adders == 3);
    CHECK(lane(0).adder_bits() == 0);
    CHECK(lane(0).bias_adders == 0);

    Source source;  // one for each channel: 1, 0 and 96 as above
    source.type = {{1, 1, 3}, 9, true, 0, {-96, 255}};
    source.offset = PixelOffset({1, 0, 96});
    source.grid = {1, 1, 1};
    Design design;
    design.source = source;
    CHECK(source_part(design).one.bias_adders == 2);
    CHECK(source_part(design).one.adder_bits() == 7 + 2);
}
