// SPDX-License-Identifier: Apache-2.0
// Joins what was measured with what is computed from the design, and derives the numbers that people quote.
#include "sim/report/run_result.h"

#include "sim/images/labelled_array.h"
#include "sim/report/chip_summary.h"
#include "sim/report/hardware_result.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex {
namespace {

// f(a), or why there is no a.
template <class T, class F>
Quantity derived(const Known<T>& a, const F& f) {
    return a.value ? Quantity::known(f(*a.value)) : Quantity::unknown(a.reason);
}

void require_match(const core::Design& design, const Measured& measured) {
    bool match = measured.stages.size() == design.stages.size() &&
                 measured.input_high_water.size() == design.stages.size() &&
                 measured.fifo_high_water.size() == design.stages.size();
    for (std::size_t s = 0; match && s < design.stages.size(); ++s) {
        match = measured.input_high_water[s].size() == design.stages[s].inputs.size();
    }
    if (!match) throw std::logic_error("the measurement is not of design " + design.network);
}

std::string partial_reason(const Measured& measured, const RunInfo& info) {
    const std::string done =
        std::to_string(measured.images_done()) + " of " + std::to_string(info.images) + " images are done";
    if (measured.deadlock) return *measured.deadlock + "; " + done;
    if (measured.interrupted) return "interrupted; " + done;
    return measured.images_done() < info.images ? done : "";
}

CyclesResult cycles_result(const core::Design& design, const Measured& measured) {
    CyclesResult cycles;
    cycles.total = measured.total_cycles;
    cycles.first_image = known_or(measured.first_image_cycles, "no image is done");
    cycles.per_image = known_or(measured.cycles_per_image, measured.cycles_per_image_reason);
    cycles.in_run = measured.rate_in_run;
    cycles.target = design.target_cycles_per_image;
    cycles.target_met = target_met(cycles.target, cycles.per_image);
    cycles.needed = design.ideal_cycles_per_image();
    return cycles;
}

// Without a limiting buffer, why none is named: there is none, or it is not known.
Known<std::string> limiting_buffer(const CyclesResult& cycles, const RunInfo& info) {
    if (info.limiting_buffer || !cycles.per_image.value) return known_or(info.limiting_buffer, cycles.per_image.reason);
    const Rational& per_image = *cycles.per_image.value;
    const bool ideal = per_image.numerator <= cycles.needed * per_image.denominator;
    return {std::nullopt, ideal ? "none: the bottleneck keeps its own rate" : "not determined"};
}

constexpr const char* kTimingOnly = "timing only: no values were computed";

AccuracyResult accuracy(const Measured& measured, const RunInfo& info) {
    AccuracyResult result;
    result.float_top1 =
        info.float_top1 ? Quantity::known(*info.float_top1) : Quantity::unknown("the network file does not state it");
    if (info.labels.empty()) {
        result.top1 = Quantity::unknown("the images have no labels");
        return result;
    }
    if (info.quantization && !info.quantization->calibrated && info.quantization->calibration_images > 0) {
        result.top1 = Quantity::unknown("the weights are not calibrated: weights.quantize.calibrate names no images");
        return result;
    }
    if (!measured.values_computed) {
        result.top1 = Quantity::unknown(kTimingOnly);
        return result;
    }
    const bool classifies = std::any_of(measured.images.begin(), measured.images.end(),
                                        [](const ImageResult& image) { return image.top1 >= 0; });
    if (!classifies && !measured.images.empty()) {
        result.top1 = Quantity::unknown("the network has no classifier");
        return result;
    }
    const std::uint64_t kept = measured.images.size();
    for (std::size_t i = 0; i < kept; ++i) {
        const int label = info.labels[i % info.labels.size()];
        if (label == kNoLabel) continue;
        const std::uint64_t times = (measured.images_done() - i + kept - 1) / kept;
        result.total += times;
        if (measured.images[i].top1 == label) result.correct += times;
    }
    result.top1 =
        result.total == 0
            ? Quantity::unknown(measured.images_done() == 0 ? "no image is done" : "no image with a label is done")
            : Quantity::known(static_cast<double>(result.correct) / static_cast<double>(result.total));
    return result;
}

Known<int> class_of(const Photograph& photograph, const Measured& measured) {
    if (!measured.values_computed) return {std::nullopt, kTimingOnly};
    if (photograph.image >= measured.images.size()) return {std::nullopt, "the image is not done"};
    const int label = measured.images[photograph.image].top1;
    if (label < 0) return {std::nullopt, "the network has no classifier"};
    return {label, ""};
}

std::vector<PhotographResult> photographs(const Measured& measured, const RunInfo& info) {
    std::vector<PhotographResult> results;
    for (const Photograph& photograph : info.photographs)
        results.push_back({photograph, class_of(photograph, measured)});
    return results;
}

ReprogramResult reprogram(const core::Design& design, const core::Technology& tech, const Measured& measured,
                          const CyclesResult& cycles, std::uint64_t requested_at) {
    const ReprogramMeasured seen = measured.reprogram.value_or(ReprogramMeasured{});
    const std::string not_reached = "the run ended before the first write";
    const std::string not_completed = "the run ended before the commit";
    ReprogramResult result;
    result.requested_at = requested_at;
    result.status = !seen.reached ? "not reached" : !seen.completed ? "not completed" : "done";
    const auto from_start = [&](std::uint64_t value) {
        return seen.reached ? Known<std::uint64_t>{value, ""} : Known<std::uint64_t>{std::nullopt, not_reached};
    };
    result.start_cycle = from_start(seen.start_cycle);
    result.write_cycles = from_start(seen.write_cycles);
    result.bytes = from_start(seen.bytes);
    const std::string& no_commit = seen.reached ? not_completed : not_reached;
    result.commit_cycle =
        seen.completed ? Known<std::uint64_t>{seen.commit_cycle, ""} : Known<std::uint64_t>{std::nullopt, no_commit};
    result.first_image =
        known_or(seen.first_image, seen.completed ? "no image was computed with the new weights" : no_commit);
    result.worst_distance =
        known_or(seen.worst_distance, seen.completed ? "fewer than two results around the writing" : no_commit);
    result.energy_pj = !seen.reached ? Quantity::unknown(not_reached)
                                     : core::reprogram_energy(design.stages.back(), design,
                                                              static_cast<std::int64_t>(seen.bytes), tech);
    result.throughput_dip = !cycles.per_image.value
                                ? Quantity::unknown(cycles.per_image.reason)
                                : derived(result.worst_distance, [&](std::uint64_t worst) {
                                      const double least = cycles.per_image.value->value();
                                      return std::max(0.0, 1.0 - least / static_cast<double>(worst));
                                  });
    return result;
}

void fill_stages(RunResult& result, const core::Design& design, const core::Technology& tech, const Measured& measured,
                 const std::vector<StageCost>& costs, const Conditions& conditions) {
    result.source = source_hardware(design, tech, conditions);
    result.source.cycles = measured.source;
    result.sink = measured.sink;
    result.buffers = buffer_hardware(design);
    auto buffer = result.buffers.begin();
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        result.stages.push_back(stage_hardware(design, s, tech, costs[s], conditions));
        result.stages.back().cycles = measured.stages[s];
        for (const std::uint64_t mark : measured.input_high_water[s]) (buffer++)->high_water = mark;
        (buffer++)->high_water = measured.fifo_high_water[s];
    }
}

void fill_rates(RunResult& result, const core::Design& design) {
    const double hz = design.clock.mhz * 1e6;
    result.images_per_s = derived(result.cycles.per_image, [&](const Rational& cycles) { return hz / cycles.value(); });
    result.latency_us = derived(result.cycles.first_image,
                                [&](std::uint64_t cycles) { return static_cast<double>(cycles) / design.clock.mhz; });
    // Host pixels are bytes; results are as wide as the wires of the last FIFO.
    const double input_bytes = static_cast<double>(design.source.type.shape.elements());
    double output_bytes = 0;
    if (!design.stages.empty()) {
        const auto& last = design.stages.back();
        output_bytes = static_cast<double>(last.grid.beats() * last.fifo.beat_bits) / 8;
    }
    result.input_gb_per_s = input_bytes * 1e-9 * result.images_per_s;
    result.output_gb_per_s = output_bytes * 1e-9 * result.images_per_s;
    result.input_share_of_hbm3_stack = 1 / kHbm3StackGbPerS * result.input_gb_per_s;
}

// Needs images per second and power.
ComputeResult compute_result(const RunResult& result, const core::Design& design) {
    ComputeResult compute;
    compute.macs_per_image = macs_per_image(design);
    compute.tops = 2e-12 * static_cast<double>(compute.macs_per_image) * result.images_per_s;
    if (!compute.tops.value || !result.power_mw.value)
        compute.tops_per_w = compute.tops.value ? result.power_mw : compute.tops;
    else
        compute.tops_per_w = *result.power_mw.value > 0 ? 1e3 / *result.power_mw.value * compute.tops
                                                        : Quantity::unknown("the power is 0");
    return compute;
}

}  // namespace

Known<bool> target_met(const std::optional<int>& target, const Known<Rational>& per_image) {
    if (!target) return {std::nullopt, "the design has no target"};
    if (!per_image.value) return {std::nullopt, per_image.reason};
    return {per_image.value->numerator <= *target * per_image.value->denominator, ""};
}

RunResult assemble(const core::Design& design, const core::Technology& tech, const std::vector<StageCost>& costs,
                   const Measured& measured, const RunInfo& info) {
    require_match(design, measured);
    RunResult result;
    result.info = info;
    result.network = design.network;
    result.technology = tech.name;
    result.corner = tech.corner;
    result.input = design.source.type;
    result.images_done = measured.images_done();
    result.partial_reason = partial_reason(measured, info);
    result.deadlock = measured.deadlock;
    result.clock = design.clock;
    result.cycles = cycles_result(design, measured);
    std::optional<double> cycles_per_image;
    if (measured.cycles_per_image) cycles_per_image = measured.cycles_per_image->value();
    fill_rates(result, design);
    const core::ChipActivity* const activity = measured.activity ? &*measured.activity : nullptr;
    fill_stages(result, design, tech, measured, costs, {cycles_per_image, activity});
    result.bottleneck = bottleneck(design);
    result.limiting_buffer = limiting_buffer(result.cycles, info);
    result.area_um2 = core::area(total_counts(result.source, result.stages), tech);
    result.energy_pj = total_energy(result.source, result.stages);
    result.activity = activity_result(design, activity, result.source, result.stages);
    // pJ times images per second is 1e-9 mW.
    result.power_mw =
        result.images_per_s.value ? *result.images_per_s.value * 1e-9 * result.energy_pj.total() : result.images_per_s;
    result.area_split = area_split(design, result.source, result.stages);
    if (tech.money)
        result.money =
            core::money(result.area_um2.total_um2(), result.area_split.front_um2, design.npu.has_value(), tech);
    result.compute = compute_result(result, design);
    result.idle = idle_groups(result.stages, cycles_per_image);
    result.critical_path = critical_path_result(design, costs);
    result.accuracy = accuracy(measured, info);
    result.photographs = photographs(measured, info);
    result.npu = npu_hardware(design);
    result.argmax = argmax_hardware(design);
    if (info.reprogram_at) result.reprogram = reprogram(design, tech, measured, result.cycles, *info.reprogram_at);
    return result;
}

}  // namespace hashiflex
