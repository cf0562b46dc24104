// SPDX-License-Identifier: Apache-2.0
// Are lanes the fewest for the target, and overrides, buffers and latencies where the design file puts them?
#include "modules/core/design/resolve.h"

#include "modules/core/error.h"
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

// Map sizes of MobileNetV2: every stride-2 layer halves 224 down to 7.
SampleNetwork pyramid() {
    SampleNetwork network(224, 224);
    for (const char* name : {"s112", "s56", "s28", "s14", "s7"}) network.conv(name, 3, 2);
    return network;
}

HardwareSpec with_target(int target) {
    HardwareSpec hardware;
    hardware.target_cycles_per_image = target;
    return hardware;
}

HardwareSpec with_npu(int rows, int columns) {
    HardwareSpec hardware;
    hardware.npu = NpuSpec{};
    hardware.npu->rows = rows;
    hardware.npu->columns = columns;
    return hardware;
}

}  // namespace

TEST_CASE("A target of 736 gives 672 on the maps of MobileNetV2") {
    const Design design = resolve(pyramid().build(), with_target(736));
    CHECK(design.source.grid.lanes == 75);  // ceil(224 / 75) = 3 beats a row
    std::vector<int> lanes;
    for (const auto& stage : design.stages) lanes.push_back(stage.lanes());
    CHECK(lanes == std::vector<int>{19, 5, 2, 1, 1});
    CHECK(design.ideal_cycles_per_image() == 672);
}

TEST_CASE("Lanes are the fewest that reach the target, and one without a target") {
    for (const int target : {224, 225, 447, 448, 1000, 50176}) {
        const Design design = resolve(pyramid().build(), with_target(target));
        CHECK(design.ideal_cycles_per_image() <= target);
        const auto fewest = [&](const BeatGrid& grid) {
            const int fewer = grid.lanes - 1;
            return grid.beats() <= target && (fewer == 0 || BeatGrid{grid.rows, grid.width, fewer}.beats() > target);
        };
        CHECK(fewest(design.source.grid));
        for (const auto& stage : design.stages) CHECK(fewest(stage.grid));
    }
    const Design slow = resolve(SampleNetwork(5, 4).point("a").build(), {});
    CHECK(slow.source.grid.lanes == 1);
    CHECK(slow.stages[0].lanes() == 1);
    CHECK(slow.ideal_cycles_per_image() == 20);
}

TEST_CASE("Overrides win over the target") {
    HardwareSpec hardware = with_target(16);
    hardware.input.lanes = 2;
    hardware.stages["b"].lanes = 3;
    hardware.stages["b"].input_depth = {7};
    hardware.stages["b"].fifo_depth = 5;
    const Design design = resolve(SampleNetwork(4, 8).point("a").point("b").build(), hardware);
    CHECK(design.source.grid.lanes == 2);
    CHECK(design.stages[0].lanes() == 2);
    CHECK(design.stages[1].lanes() == 3);
    CHECK_FALSE(design.stages[1].inputs[0].automatic);
    CHECK(design.stages[1].inputs[0].depth == 7);
    CHECK_FALSE(design.stages[1].fifo.automatic);
    CHECK(design.stages[1].fifo.depth == 5);
    CHECK(design.stages[0].inputs[0].automatic);
    CHECK(design.stages[0].fifo.automatic);
}

TEST_CASE(
    "Latency is a register per adder_levels_per_stage levels and one after the last; auto FIFOs hold it and two") {
    for (const int levels : {1, 2, 3, 4, 9}) {
        HardwareSpec hardware;
        hardware.adder_levels_per_stage = levels;
        const Design design = resolve(SampleNetwork(4, 4).conv("a", 3).point("b").build(), hardware);
        CHECK(design.stages[0].latency == (4 + levels - 1) / levels);  // nine terms, no bias: 4 levels
        CHECK(design.stages[0].fifo.depth == design.stages[0].latency + 2);
        CHECK(design.stages[1].latency == 0);
        CHECK(design.stages[1].fifo.depth == 2);
    }
}

TEST_CASE("A stage may have levels between registers of its own") {
    HardwareSpec hardware = with_npu(1, 2);
    hardware.adder_levels_per_stage = 4;
    hardware.stages["b"].adder_levels_per_stage = 1;
    const auto network = [] {
        SampleNetwork sample(4, 4);
        sample.conv("a", 3).conv("b", 3).classifier("c", 3, 16);
        return sample;
    };
    const Design design = resolve(network().build(), hardware);
    CHECK(design.stages[0].latency == 1);  // nine terms, no bias: 4 levels
    CHECK(design.stages[0].adders.levels_per_stage == 4);
    CHECK(design.stages[1].latency == 4);
    CHECK(design.stages[1].fifo.depth == 6);
    const int npu_latency = design.stages[2].latency;
    hardware.stages["c"].adder_levels_per_stage = 1;  // 1 row: no tree; 2 columns: one level either way
    CHECK(resolve(network().build(), hardware).stages[2].latency == npu_latency);
    hardware.npu->rows = 8;
    CHECK(resolve(network().build(), hardware).stages[2].latency == npu_latency + 3);  // 3 levels, a register each
}

TEST_CASE("Streams know their producers, branches and kinds of buffers") {
    SampleNetwork network(4, 4);
    network.point("a").point("b").add("sum", {"a", "b"});
    network.layer("pool", GlobalPoolSpec{}).classifier("c", 3, 1);
    const Design design = resolve(network.build(), with_npu(1, 2));
    CHECK(design.stages[0].inputs[0].producer == kSource);
    CHECK(design.stages[0].branches == 2);
    const auto& sum = design.stages[2];
    CHECK(sum.inputs[0].name == "sum.in0");
    CHECK(sum.inputs[0].kind == BufferKind::skip);
    CHECK(sum.inputs[0].producer == 0);
    CHECK(sum.inputs[0].branch == 1);
    CHECK(sum.inputs[1].name == "sum.in1");
    CHECK(sum.inputs[1].kind == BufferKind::join);
    CHECK(sum.inputs[1].producer == 1);
    CHECK(design.stages[3].inputs[0].kind == BufferKind::accumulator);
    CHECK(design.stages[4].inputs[0].kind == BufferKind::feature);
    CHECK(design.stages[4].inputs[0].depth == 2);  // two images of one beat
    CHECK(design.stages[4].branches == 1);
    CHECK(design.stages[1].inputs[0].name == "b.in");
    CHECK(design.stages[1].fifo.name == "b.out");
}

TEST_CASE("The NPU takes ceil(inputs / rows) * ceil(classes / columns) cycles") {
    for (const auto& [rows, columns, cycles] :
         {std::make_tuple(40, 44, 736), std::make_tuple(1280, 1001, 1), std::make_tuple(1, 1, 1280 * 1001)}) {
        SampleNetwork network(1, 1);
        network.conv("a", 1, 1, {}, 1280).classifier("c", 1001, 1280);
        const Design design = resolve(network.build(), with_npu(rows, columns));
        CHECK(design.stages.back().program.steps() == cycles);
        CHECK(design.ideal_cycles_per_image() == cycles);
        CHECK(design.ideal_cycles_per_image(false) == 1);
    }
}

TEST_CASE("A hardwired classifier is two stages, and an NPU is not there") {
    HardwareSpec hardware;
    hardware.classifier = ClassifierSite::hardwired;
    SampleNetwork network(2, 2);
    network.point("a").classifier("c", 3, 4);
    const Design design = resolve(network.build(), hardware);
    REQUIRE(design.stages.size() == 3);
    CHECK(design.stages[2].name == "c_argmax");
    CHECK(kind_name(design.stages[1].op) == "linear");
    CHECK(kind_name(design.stages[2].op) == "argmax");
    CHECK(kind_name(resolve(network.build(), with_npu(1, 1)).stages[1].op) == "npu");
    CHECK_FALSE(design.npu.has_value());
}

TEST_CASE("The last result beat carries as many bits of the class as there are classes") {
    const auto extra_bits = [](int classes) {
        const Design design = resolve(SampleNetwork(1, 1).classifier("c", classes, 1).build(), with_npu(1, 1));
        return design.stages[0].fifo.beat_bits - design.stages[0].out.bits;
    };
    CHECK(extra_bits(1) == 0);
    CHECK(extra_bits(2) == 1);
    CHECK(extra_bits(3) == 2);
    CHECK(extra_bits(4) == 2);
    CHECK(extra_bits(5) == 3);
    CHECK(extra_bits(1024) == 10);
    CHECK(extra_bits(1025) == 11);
}
