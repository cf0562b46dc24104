// SPDX-License-Identifier: Apache-2.0
// Is every derived number what a hand calculation gives, and does every unknown one say why?
#include "sim/report/run_result.h"

#include "sim/report/chip_summary.h"
#include "tests/sim/report/sample.h"

#include <catch2/catch.hpp>

#include <functional>

using namespace hashiflex;

namespace {

RunResult assemble_sample(const std::function<void(core::Technology&, Measured&, RunInfo&)>& change = {}) {
    const auto design = test::sample_design();
    auto tech = test::unit_technology();
    auto measured = test::sample_measurement(design);
    auto info = test::sample_info();
    if (change) change(tech, measured, info);
    return test::assembled(design, tech, measured, info);
}

double cells(const core::Counts& counts) {
    return static_cast<double>(counts.adder_bits() + counts.inverters + counts.compare_bits + counts.mux_bits +
                               counts.gates + counts.multiplier_bits + counts.flop_bits() + counts.read_bits +
                               counts.sram_bits + counts.sram_columns);
}

}  // namespace

TEST_CASE("rates follow from cycles and clock") {
    const RunResult result = assemble_sample();
    CHECK(result.clock.mhz == 800);
    CHECK(result.cycles.total == 72);
    CHECK(result.cycles.needed == 16);
    CHECK(result.cycles.target == 16);
    CHECK(*result.images_per_s.value == Approx(50e6));   // 800e6 / 16
    CHECK(*result.latency_us.value == Approx(0.05));     // 40 / 800
    CHECK(*result.input_gb_per_s.value == Approx(0.8));  // 50e6 * 16 bytes
    CHECK(result.bottleneck == "source");                // 16 beats; nothing needs more
    CHECK(result.partial_reason.empty());
}

TEST_CASE("a rational number of cycles per image is kept exactly") {
    const RunResult result = assemble_sample([](auto&, Measured& measured, auto&) {
        measured.cycles_per_image = Rational{67, 4};
    });
    CHECK(result.cycles.per_image.value->numerator == 67);
    CHECK(*result.images_per_s.value == Approx(800e6 * 4 / 67));
}

TEST_CASE("with prices of one, area is the number of cells, stage by stage and in total") {
    const RunResult result = assemble_sample();
    double sum = *result.source.area_um2.value;
    CHECK(sum == cells(result.source.counts));
    REQUIRE(result.stages.size() == 2);
    for (const auto& stage : result.stages) {
        CHECK(*stage.area_um2.value == cells(stage.counts));
        sum += *stage.area_um2.value;
    }
    CHECK(*result.area_um2.total_um2().value == Approx(sum));
    CHECK(result.stages[0].counts.adders == 2 * 8);  // nine taps in each of two channels, one lane
    CHECK(result.stages[0].counts.bias_adders == 2);
}

TEST_CASE("energy of the chip is that of its parts; power is energy times rate") {
    const RunResult result = assemble_sample();
    double sum = *result.source.energy_pj.value;
    for (const auto& stage : result.stages) sum += *stage.energy_pj.value;
    CHECK(*result.energy_pj.total().value == Approx(sum));
    CHECK(*result.power_mw.value == Approx(sum * 1e-12 * 50e6 * 1e3));
    std::int64_t flops = result.source.counts.flop_bits();
    for (const auto& stage : result.stages) flops += stage.counts.flop_bits();
    CHECK(*result.energy_pj.clock.value == Approx(static_cast<double>(flops) * 16 * 1e-3));
}

TEST_CASE("operations are two per MAC, and power has the parts of energy") {
    const RunResult result = assemble_sample();
    // 2x2 windows of 9 taps in 2 channels, 8 features times 3 classes
    CHECK(result.compute.macs_per_image == 4 * 9 * 2 + 8 * 3);
    CHECK(*result.compute.tops.value == Approx(2 * 96 * 50e6 * 1e-12));
    CHECK(*result.compute.tops_per_w.value == Approx(*result.compute.tops.value / (*result.power_mw.value * 1e-3)));
    const RunResult unpriced = assemble_sample([](core::Technology& tech, auto&, auto&) {
        tech.flop_bit.energy_fj = {std::nullopt, "not measured"};
    });
    CHECK(unpriced.compute.tops.value);
    CHECK(unpriced.compute.tops_per_w.reason == unpriced.power_mw.reason);
    CHECK_FALSE(unpriced.compute.tops_per_w.reason.empty());
}

TEST_CASE("silicon is split into front and classifier") {
    const RunResult result = assemble_sample();
    CHECK(*result.area_split.classifier_um2.value == *result.stages[1].area_um2.value);
    CHECK(*result.area_split.front_um2.value ==
          Approx(*result.source.area_um2.value + *result.stages[0].area_um2.value));
}

TEST_CASE("stages that need equally many cycles are idle together, the idlest first") {
    const RunResult result = assemble_sample();  // 16 cycles: conv1 needs all, fc 8
    REQUIRE(result.idle.size() == 2);
    CHECK(result.idle[0].first == "fc");
    CHECK(result.idle[0].cycles_needed == 8);
    CHECK(result.idle[0].idle == 0.5);
    CHECK(*result.idle[0].area_um2.value == *result.stages[1].area_um2.value);
    CHECK(result.idle[1].idle == 0);

    std::vector<StageResult> stages(4);
    const int cycles[] = {49, 196, 49, 1};
    for (std::size_t s = 0; s < 4; ++s) {
        stages[s].name = std::string(1, static_cast<char>('a' + s));
        stages[s].cycles_needed = cycles[s];
        stages[s].area_um2 = Quantity::known(10.0 + static_cast<double>(s));
    }
    const auto groups = idle_groups(stages, 196.0);
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].first == "d");
    CHECK(groups[1].first == "a");
    CHECK(groups[1].last == "c");
    CHECK(groups[1].stages == 2);
    CHECK(groups[1].idle == 0.75);
    CHECK(*groups[1].area_um2.value == 22);
    CHECK(groups[2].idle == 0);
    CHECK(idle_groups(stages, std::nullopt).empty());
    CHECK(idle_groups(stages, 100.0).back().idle == 0);  // never negative
}

TEST_CASE("the input port is compared with an HBM3 stack") {
    CHECK(*assemble_sample().input_share_of_hbm3_stack.value == Approx(0.8 / 819.2));
}

TEST_CASE("stages carry the cycles that were counted") {
    const RunResult result = assemble_sample();
    CHECK(result.source.cycles.busy == 48);
    CHECK(result.source.beats_per_image == 16);
    CHECK(result.sink.starved == 69);
    CHECK(result.stages[0].name == "conv1");
    CHECK(result.stages[0].kind == "conv");
    CHECK(result.stages[0].beats_per_image == 4);
    CHECK(result.stages[0].cycles_needed == 16);
    CHECK(result.stages[1].kind == "npu");
    CHECK(result.stages[1].cycles_needed == 8);
    CHECK(result.npu->cycles_per_image == 8);
    CHECK(result.npu->inputs == 8);
    CHECK(result.npu->classes == 3);
}

TEST_CASE("buffers are listed stage by stage with their own marks") {
    const RunResult result = assemble_sample();
    REQUIRE(result.buffers.size() == 4);
    const std::vector<std::string> names{"conv1.in", "conv1.out", "fc.in", "fc.out"};
    const std::vector<std::string> kinds{"line", "fifo", "feature", "fifo"};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(result.buffers[i].name == names[i]);
        CHECK(result.buffers[i].kind == kinds[i]);
        CHECK(result.buffers[i].high_water == i + 1);
        CHECK(result.buffers[i].automatic == (kinds[i] != "feature"));  // always two images
        CHECK(result.buffers[i].storage.kind == core::Storage::flops);  // no technology was asked
    }
    CHECK(result.buffers[0].bits == result.buffers[0].depth * 9);  // a lane of one 9-bit pixel
}

TEST_CASE("accuracy counts the images that are done, labels in turn") {
    RunResult result = assemble_sample();  // classes 0 1 1, labels 0 2 0
    CHECK(result.accuracy.correct == 1);
    CHECK(result.accuracy.total == 3);
    CHECK(*result.accuracy.top1.value == Approx(1.0 / 3));
    CHECK(*result.accuracy.float_top1.value == 0.9);
    result = assemble_sample([](auto&, auto&, RunInfo& info) {
        info.labels.clear();
        info.float_top1.reset();
    });
    CHECK(result.accuracy.top1.reason == "the images have no labels");
    CHECK_FALSE(result.accuracy.float_top1.reason.empty());
}

TEST_CASE("without a steady state whatever depends on it is unknown, for that reason") {
    const RunResult result = assemble_sample([](auto&, Measured& measured, auto&) {
        measured.cycles_per_image.reset();
        measured.cycles_per_image_reason = "simulate more";
    });
    CHECK(result.images_per_s.reason == "simulate more");
    CHECK(result.input_gb_per_s.reason == "simulate more");
    CHECK(result.power_mw.reason == "simulate more");
    CHECK_FALSE(result.energy_pj.total().value);
    CHECK(result.latency_us.value);
    CHECK(result.area_um2.total_um2().value);
}

TEST_CASE("a missing price makes area unknown and names the price") {
    const RunResult result = assemble_sample([](core::Technology& tech, auto&, auto&) {
        tech.flop_bit.area_um2 = {std::nullopt, "not measured"};
    });
    CHECK_FALSE(result.area_um2.total_um2().value);
    CHECK(result.area_um2.total_um2().reason.find("flop_bit.area_um2") != std::string::npos);
    CHECK(result.area_um2.adders_um2.value);
    CHECK(result.power_mw.value);
}

TEST_CASE("the clock is compared with the critical path") {
    // Every delay is 1 ps: far above 800 MHz.
    CHECK(*assemble_sample().critical_path.met);
    CHECK_FALSE(
        *assemble_sample([](core::Technology& tech, auto&, auto&) { tech.flop_ps.value = 1250.0; }).critical_path.met);
    const auto unknown = assemble_sample([](core::Technology& tech, auto&, auto&) { tech.flop_ps.value.reset(); });
    CHECK_FALSE(unknown.critical_path.met);
    CHECK_FALSE(unknown.critical_path.max_clock_mhz.reason.empty());
}

TEST_CASE("a run that ends early is partial and says why") {
    CHECK(assemble_sample([](auto&, auto&, RunInfo& info) { info.images = 5; }).partial_reason ==
          "3 of 5 images are done");
    CHECK(assemble_sample([](auto&, Measured& measured, auto&) { measured.interrupted = true; }).partial_reason ==
          "interrupted; 3 of 3 images are done");
    const auto stuck = assemble_sample([](auto&, Measured& measured, RunInfo& info) {
        measured.deadlock = "deadlock: buffer 'conv1.in' is full";
        info.images = 4;
    });
    CHECK(stuck.partial_reason == "deadlock: buffer 'conv1.in' is full; 3 of 4 images are done");
    CHECK(stuck.deadlock == "deadlock: buffer 'conv1.in' is full");
}

TEST_CASE("the limiting buffer is named, or why there is none") {
    CHECK(assemble_sample([](auto&, auto&, RunInfo& info) {
              info.limiting_buffer = "conv1.in";
          }).limiting_buffer.value == "conv1.in");
    CHECK(assemble_sample().limiting_buffer.reason == "none: the bottleneck keeps its own rate");
    CHECK(assemble_sample([](auto&, Measured& measured, auto&) {
              measured.cycles_per_image = Rational{17, 1};
          }).limiting_buffer.reason == "not determined");
}

TEST_CASE("reprogramming: done, not completed, not reached") {
    const auto with = [](const ReprogramMeasured& seen) {
        return *assemble_sample([&](auto&, Measured& measured, RunInfo& info) {
                    measured.reprogram = seen;
                    info.reprogram_at = 1;
                }).reprogram;
    };
    ReprogramMeasured seen;
    CHECK(with(seen).status == "not reached");
    CHECK_FALSE(with(seen).start_cycle.value);
    CHECK_FALSE(with(seen).energy_pj.value);
    seen.reached = true;
    seen.start_cycle = 20;
    seen.bytes = 36;
    seen.write_cycles = 9;
    CHECK(with(seen).status == "not completed");
    CHECK(with(seen).start_cycle.value == 20);
    CHECK(with(seen).commit_cycle.reason == "the run ended before the commit");
    seen.completed = true;
    seen.commit_cycle = 29;
    seen.first_image = 2;
    seen.worst_distance = 20;
    const auto done = with(seen);
    CHECK(done.status == "done");
    CHECK(done.commit_cycle.value == 29);
    CHECK(*done.throughput_dip.value == Approx(0.2));  // 1 - 16 / 20
    CHECK(done.energy_pj.value);
    seen.worst_distance = 16;
    CHECK(*with(seen).throughput_dip.value == 0);
    CHECK_FALSE(assemble_sample().reprogram);
}

TEST_CASE("a measurement of another design is refused") {
    CHECK_THROWS_AS(assemble_sample([](auto&, Measured& measured, auto&) { measured.stages.pop_back(); }),
                    std::logic_error);
}
