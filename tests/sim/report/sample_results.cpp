// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/report/sample_results.h"

#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/fast/simulate_fast.h"
#include "tests/sim/report/sample.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"

namespace hashiflex::test {
namespace {

Photograph photograph(std::size_t image) {
    Photograph result;
    result.image = image;
    result.file = "cat.jpg";
    result.sha256 = std::string(64, '7');
    result.fitting = {30, 16, 6, {7, 0, 16, 16}, "bilinear", "RGB to grey"};
    return result;
}

// Some prices are missing.
core::Technology random_technology(Random& pick) {
    core::Technology tech = unit_technology();
    const int missing = pick.chance(50) ? 0 : pick.between(1, 100);  // percent
    const auto thin_out = [&](core::Price& price) {
        if (pick.chance(missing)) price = {};
    };
    for (auto* prices :
         {&tech.full_adder, &tech.half_adder, &tech.inverter, &tech.compare_bit, &tech.mux_bit, &tech.gate,
          &tech.multiplier_bit, &tech.flop_bit, &tech.latch_bit, &tech.read_bit, &tech.clock_gate}) {
        for (auto* price : {&prices->area_um2, &prices->energy_fj, &prices->leakage_nw}) thin_out(*price);
    }
    for (auto* price :
         {&tech.flop_clock_fj, &tech.flop_bus_fj, &tech.latch_clock_fj, &tech.latch_bus_fj, &tech.read_select_fj,
          &tech.sram.bit_um2, &tech.sram.column_um2, &tech.sram.two_port, &tech.sram.column_fj, &tech.sram.word_fj,
          &tech.sram.energy_factor, &tech.sram.leakage_nw, &tech.clock_gate_clock_fj, &tech.flop_ps, &tech.carry_ps,
          &tech.sum_ps, &tech.mux_ps, &tech.multiplier_bit_ps, &tech.sram_read_ps}) {
        thin_out(*price);
    }
    if (pick.chance(50)) return tech;
    tech.money = unit_money();
    for (auto* price : {&tech.money->utilization, &tech.money->wafer_usd, &tech.money->wafer_diameter_mm,
                        &tech.money->defects_per_cm2, &tech.money->mask_set_usd, &tech.money->weight_mask_share,
                        &tech.money->package_and_test_usd})
        thin_out(*price);
    return tech;
}

RunInfo random_info(Random& pick, const SimulateOptions& options) {
    RunInfo info = sample_info();
    info.engine = "fast";
    info.images = options.images + static_cast<std::uint64_t>(pick.between(0, 1));
    info.image_source = pick.chance(50) ? "synthetic" : "given";
    info.reprogram_at = options.reprogram_at;
    info.overrides = {"clock.mhz=800"};
    for (int i = pick.between(0, 2); i > 0; --i) info.photographs.push_back(photograph(info.photographs.size()));
    if (pick.chance(50)) info.labels.clear();
    if (pick.chance(50)) info.float_top1.reset();
    if (pick.chance(20)) info.limiting_buffer = "conv1.in";
    return info;
}

}  // namespace

std::vector<RunResult> sample_results() {
    const auto design = sample_design();
    const auto tech = unit_technology();
    auto measured = sample_measurement(design);
    auto info = sample_info();
    std::vector<RunResult> results{assembled(design, tech, measured, info)};
    info.reprogram_at = 1;
    measured.reprogram = ReprogramMeasured{true, 20, 9, 29, true, 2, 36, 20};
    results.push_back(assembled(design, tech, measured, info));
    // Nothing known: no image, no prices.
    measured = sample_measurement(design);
    measured.images.clear();
    measured.first_image_cycles.reset();
    measured.cycles_per_image.reset();
    measured.cycles_per_image_reason = "no image is done";
    measured.deadlock = "deadlock: buffer 'conv1.in' is full";
    info = RunInfo{};
    info.image_source = "synthetic";
    info.images = 5;
    info.reprogram_at = 3;
    results.push_back(assembled(design, core::Technology{}, measured, info));
    return results;
}

core::Events events_of_all() {
    core::Events events;
    events.full_adders = events.half_adders = events.compare_bits = events.mux_bits = events.multiplier_bits = 1;
    events.flop_bits = events.flop_bus_bits = events.latch_bits = events.latch_bus_bits = events.read_bits = 1;
    return events;
}

RunResult full_result() {
    const auto design = sample_design();
    auto measured = sample_measurement(design);
    measured.reprogram = ReprogramMeasured{true, 20, 9, 29, true, 2, 36, 20};
    measured.deadlock = "deadlock: buffer 'conv1.in' is full";
    auto info = sample_info();
    info.reprogram_at = 1;
    info.limiting_buffer = "conv1.in";
    info.photographs = {photograph(2)};
    info.overrides = {"clock.mhz=800"};
    auto tech = unit_technology();
    tech.money = unit_money();
    RunResult result = assembled(design, tech, measured, info);
    result.argmax = ArgmaxResult{"fc_argmax", 3, 2, true, 2};  // no design has it and an NPU
    result.activity.images.value = 3;
    const core::Events of_all = events_of_all();  // no stage has something of each class
    result.source.events = of_all;
    for (auto& stage : result.stages) stage.events = of_all;
    return result;
}

RunResult empty_result() {
    RunResult result = full_result();
    result.partial_reason.clear();
    result.deadlock.reset();
    result.cycles = CyclesResult{};
    result.activity.images = {};
    for (auto* number : {&result.images_per_s, &result.latency_us, &result.power_mw, &result.input_gb_per_s,
                         &result.output_gb_per_s, &result.input_share_of_hbm3_stack}) {
        *number = {};
    }
    result.limiting_buffer = {};
    result.area_um2 = {};
    result.energy_pj = {};
    result.area_split = {};
    result.money = core::Money{};
    result.compute = {};
    result.critical_path = {};
    result.accuracy = {};
    result.photographs[0].top1 = {};
    const auto forget = [](StageResult& stage) {
        stage.area_um2 = stage.energy_pj = stage.path.ps = {};
        stage.energy_parts_pj = {};
        stage.events = {};
    };
    forget(result.source);
    for (auto& stage : result.stages) forget(stage);
    for (auto& group : result.idle) group.area_um2 = {};
    const std::string status = result.reprogram->status;
    result.reprogram = ReprogramResult{};
    result.reprogram->status = status;
    return result;
}

RunResult random_result(std::uint64_t seed) {
    Random pick(seed);
    RandomOptions random_options;
    random_options.explicit_depths = pick.chance(50);
    const RandomDesign random = random_design(seed, random_options);
    const core::Design design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
    SimulateOptions options;
    options.images = static_cast<std::uint64_t>(pick.between(1, 20));
    if (design.npu && pick.chance(70)) options.reprogram_at = static_cast<std::uint64_t>(pick.between(0, 12));
    Measured measured = simulate_fast(design, random.images, options);
    measured.values_computed = !pick.chance(20);
    return assembled(design, random_technology(pick), measured, random_info(pick, options));
}

}  // namespace hashiflex::test
