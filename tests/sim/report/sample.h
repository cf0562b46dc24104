// SPDX-License-Identifier: Apache-2.0
// A small design, and a measurement of it made up by hand.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/chip/measured.h"
#include "sim/report/run_info.h"
#include "sim/report/run_result.h"
#include "sim/report/stage_cost.h"

namespace hashiflex::test {

// 4x4x1 pixels, a 3x3 convolution (valid) to 2x2x2, an NPU of 2 x 2 for 8 inputs and 3 classes: 4 * 2 = 8 cycles. Clock
// 800 MHz.
inline core::Design sample_design() {
    core::NetworkSpec spec;
    spec.name = "tiny";
    spec.input = {4, 4, 1, 0, 0};
    core::ConvSpec conv;
    conv.kernel = {3, 3};
    conv.channels = 2;
    spec.layers.push_back({"conv1", {}, conv});
    spec.layers.push_back({"fc", {}, core::ClassifierSpec{3, 8}});
    const auto array = [](std::vector<std::size_t> shape, std::int64_t value) {
        core::Array result;
        std::size_t size = 1;
        for (const std::size_t extent : shape) size *= extent;
        result.shape = std::move(shape);
        result.integers.assign(size, value);
        return result;
    };
    const core::WeightSet weights{{"conv1.weight", array({2, 3, 3, 1}, 1)},
                                  {"conv1.bias", array({2}, 5)},
                                  {"conv1.shift", array({2}, 4)},
                                  {"fc.weight", array({3, 8}, 1)},
                                  {"fc.bias", array({3}, 0)}};
    core::HardwareSpec hardware;
    hardware.clock.mhz = 800;
    hardware.target_cycles_per_image = 16;
    core::NpuSpec npu;
    npu.rows = npu.columns = 2;
    hardware.npu = npu;
    return core::resolve(core::build_network(spec, weights), hardware);
}

// Every price is 1: area in um2 is a count of cells.
inline core::Technology unit_technology() {
    core::Technology tech;
    tech.name = "unit";
    tech.corner = "none";
    const core::Price one{1.0, "unit"};
    for (auto* prices :
         {&tech.full_adder, &tech.half_adder, &tech.inverter, &tech.compare_bit, &tech.mux_bit, &tech.gate,
          &tech.multiplier_bit, &tech.flop_bit, &tech.latch_bit, &tech.read_bit, &tech.clock_gate}) {
        *prices = {one, one, one};
    }
    for (auto* price :
         {&tech.flop_clock_fj, &tech.flop_bus_fj, &tech.latch_clock_fj, &tech.latch_bus_fj, &tech.read_select_fj,
          &tech.sram.bit_um2, &tech.sram.column_um2, &tech.sram.two_port, &tech.sram.column_fj, &tech.sram.word_fj,
          &tech.sram.energy_factor, &tech.sram.leakage_nw, &tech.clock_gate_clock_fj, &tech.flop_ps, &tech.carry_ps,
          &tech.sum_ps, &tech.mux_ps, &tech.multiplier_bit_ps, &tech.sram_read_ps}) {
        *price = one;
    }
    return tech;
}

inline core::MoneyPrices unit_money() {
    const core::Price one{1.0, "unit"};
    return {one, one, {300.0, "unit"}, one, one, one, one};
}

inline RunResult assembled(const core::Design& design, const core::Technology& tech, const Measured& measured,
                           const RunInfo& info) {
    return assemble(design, tech, stage_costs(design, tech), measured, info);
}

// Three images, 16 cycles each, the first done after 40; 72 cycles in all.
inline Measured sample_measurement(const core::Design& design) {
    Measured measured;
    measured.total_cycles = 72;
    measured.first_image_cycles = 40;
    measured.cycles_per_image = Rational{16, 1};
    measured.source = {48, 20, 4};
    measured.sink = {3, 69, 0};
    std::uint64_t mark = 1;
    for (const auto& stage : design.stages) {
        measured.stages.push_back({12, 60, 0});
        auto& marks = measured.input_high_water.emplace_back();
        for (std::size_t i = 0; i < stage.inputs.size(); ++i) marks.push_back(mark++);
        measured.fifo_high_water.push_back(mark++);
    }
    measured.images = {{{1, 0, 0}, 0, 39}, {{0, 1, 0}, 1, 55}, {{0, 1, 0}, 1, 71}};
    return measured;
}

inline RunInfo sample_info() {
    RunInfo info;
    info.design = "tiny_800";
    info.images = 3;
    info.image_source = "test set";
    info.seed = 1;
    info.tool_version = "0.1.0";
    info.inputs = {{"design", "tiny.yaml", std::string(64, 'a')}};
    info.float_top1 = 0.9;
    info.labels = {0, 2};  // of two images: the third run is the first image again
    return info;
}

}  // namespace hashiflex::test
