// SPDX-License-Identifier: Apache-2.0
// The keys of report.json, in the order in which a reader wants them.
#pragma once

#include "sim/report/describe_parts.h"
#include "sim/report/quality.h"
#include "sim/report/report_rules.h"
#include "sim/report/run_result.h"
#include "sim/report/to_json.h"

#include <optional>
#include <string>

namespace hashiflex {

inline const OneOf kReportEngines{{"systemc", "fast"}};
inline const OneOf kImageSources{{"test set", "synthetic", "given"}};

inline const OneOf kActivitySources{{"default", "toggle_rate", "full"}};
inline const OneOf kRateSources{{"run", "recurrence"}};

inline Known<std::string> per_image_from(const CyclesResult& cycles) {
    if (!cycles.per_image.value) return {std::nullopt, cycles.per_image.reason};
    return {cycles.in_run ? "run" : "recurrence", ""};
}

template <class V>
void describe(V& v, const CyclesResult& cycles) {
    v.field("total", cycles.total, kCount, "Simulated cycles.");
    v.field("first_image", cycles.first_image, kCount,
            "Cycles until the last beat of the first result has left, inclusive.");
    v.field("per_image", cycles.per_image, kAmount, "Cycles per image in steady state, over one full period.");
    v.field("per_image_exact", cycles.per_image, Fraction{}, "The same as a fraction, n/d.");
    v.field(
        "per_image_from", per_image_from(cycles), kRateSources,
        "run: the chip's state came back before the source ran out of images; recurrence: found by going on past the "
        "run.");
    v.field("target", known_or(cycles.target, "the design has no target"), kCount,
            "The upper bound of the design, cycles per image.");
    v.field("target_met", cycles.target_met, Flag{}, "per_image <= target.");
    v.field("needed", cycles.needed, kCount, "Cycles per image, by the bottleneck.");
}

template <class V>
void describe(V& v, const ComputeResult& compute) {
    v.field("macs_per_image", compute.macs_per_image, kCount,
            "Products of a weight and an input, padding and pruned weights included.");
    v.field("tops", compute.tops, kAmount,
            "2 * macs_per_image * throughput.images_per_s, in 10^12 operations per second.");
    v.field("tops_per_w", compute.tops_per_w, kAmount, "10^12 operations per second and watt.");
}

template <class V>
void describe(V& v, const CriticalPathResult& path) {
    v.field("max_clock_mhz", path.max_clock_mhz, kAmount, "The fastest clock that it allows, MHz.");
    v.field("ps", path.ps, kAmount, "Its delay, ps.");
    v.field("stage", path.stage, Words{}, "The stage that it is in; empty: none.");
    v.field("what", path.what, Words{}, "What it leads through.");
    v.field("met", known_or(path.met, path.max_clock_mhz.reason), Flag{},
            "clock_mhz <= max_clock_mhz, less clock_margin_percent.");
}

template <class V>
void describe(V& v, const AccuracyResult& accuracy) {
    v.field("top1", accuracy.top1, kShare, "correct / total.");
    v.field("correct", accuracy.correct, kCount, "Images that were classified right.");
    v.field("total", accuracy.total, kCount, "Images with a label that are done.");
    v.field("float_top1", accuracy.float_top1, kShare, "Of the float model, as the network file states it.");
}

template <class V>
void describe(V& v, const QuantizationInfo& quantization) {
    v.field("method", quantization.method, Words{}, "How weights were rounded.");
    v.field("levels", quantization.levels, kSize, "Exponents that a weight may have; single layers may differ.");
    v.field("terms", quantization.terms, kSize, "Powers of two that a weight is the sum of, at most; likewise.");
    v.field("activation_bits", quantization.activation_bits, kSize, "Wires per value of an output; likewise.");
    v.field("weight_bits", quantization.weight_bits, kSize, "Bits of a weight of the classifier.");
    v.field("prune", quantization.prune, kShare, "Share of the weights that were to go; likewise.");
    v.field("calibrated", quantization.calibrated, Flag{},
            "Images of a file were looked at; false: synthetic ones, or none.");
    v.field("calibration_file", quantization.calibration_file, Words{}, "Where they come from; null: from no file.");
    v.field("calibration_images", quantization.calibration_images, kCount, "How many they were.");
    v.field("digest", quantization.digest, kSha256, "Of the integers and their formats: equal ones are equal.");
}

inline std::optional<std::string> weights_digest(const RunInfo& info) {
    return info.quantization ? std::optional<std::string>(info.quantization->digest) : std::nullopt;
}

template <class V>
void describe_run(V& v, const RunResult& result) {
    const auto partial_reason =
        result.partial_reason.empty() ? std::nullopt : std::optional<std::string>(result.partial_reason);
    v.field("schema_version", kReportSchemaVersion, Exactly{kReportSchemaVersion},
            "Larger if a key changes its meaning or goes.");
    v.field("design", result.info.design, Words{}, "Name of the design.");
    v.field("network", result.network, Words{}, "Name of the network.");
    v.field("engine", result.info.engine, kReportEngines, "What simulated it; the two differ in no number.");
    v.field("images", result.images_done, kCount, "Images whose result left the chip.");
    v.field("images_requested", result.info.images, kCount, "Images that were asked for.");
    v.field("image_source", result.info.image_source, kImageSources, "Where they come from.");
    v.field("partial", partial_reason.has_value(), Flag{}, "The run ended before the images requested were done.");
    v.field("partial_reason", partial_reason, Words{}, "Why; null: it is not partial.");
    v.field("deadlock", result.deadlock, Words{}, "Names the buffer; null: there was none.");
}

template <class V>
void describe_rates(V& v, const RunResult& result) {
    v.field("clock_mhz", result.clock.mhz, kPositive, "Fabric clock of the design, MHz.");
    v.field("clock_auto", result.clock.automatic, Flag{}, "The design left its clock to the critical path.");
    v.field("clock_margin_percent", result.clock.margin_percent, kAmount,
            "How much of the maximum clock is kept in reserve.");
    v.field("cycles", result.cycles, Mapping{}, "Clock cycles.");
    v.group("throughput", "At the stated clock.", [&] {
        v.field("images_per_s", result.images_per_s, kAmount, "Images per second: clock / cycles.per_image.");
    });
    v.group("latency", "At the stated clock.",
            [&] { v.field("us", result.latency_us, kAmount, "us: cycles.first_image / clock."); });
    v.field("bottleneck", result.bottleneck, Words{},
            "The stage that needs the most cycles per image, the first of several; or source.");
    v.field("limiting_buffer", result.limiting_buffer, Words{},
            "The buffer with a given depth that keeps the chip from cycles.needed.");
}

template <class V>
void describe_costs(V& v, const RunResult& result) {
    v.group("area", "Counts times prices.", [&] {
        v.field("total_um2", result.area_um2.total_um2(), kAmount, "Cells and memory macros, um2.");
        v.field("breakdown", result.area_um2, Mapping{}, "Its parts, um2.");
        v.field("front_um2", result.area_split.front_um2, kAmount, "All but the classifier, um2.");
        v.field("classifier_um2", result.area_split.classifier_um2, kAmount,
                "The NPU, or the hardwired classifier with its argmax, um2.");
    });
    v.field("money", known_or(result.money, "the technology has no block money"), Mapping{},
            "What a die costs, and what another network costs.");
    v.group("energy", "Of one image in steady state.", [&] {
        v.field("per_image_pj", result.energy_pj.total(), kAmount, "Dynamic, clock and leakage energy, pJ per image.");
        v.field("breakdown", EnergyParts{result.energy_pj, Quantity::known(1), "pj"}, Mapping{},
                "Its parts, pJ per image.");
        v.field("activity", result.activity.source, kActivitySources,
                "Where the toggles of data wires come from: rates measured elsewhere, the one of activity.toggle_rate, "
                "or counted on the images of this run.");
        v.field("activity_images", result.activity.images, kCount, "Images on which toggles were counted.");
        v.field("toggles_measured", result.activity.measured, kShare,
                "Share of the uses of data wires whose toggles were counted; the others toggle at default rates.");
    });
    v.group("power", "Energy per image times images per second.", [&] {
        v.field("total_mw", result.power_mw, kAmount, "mW.");
        // pJ times images per second is 1e-9 mW.
        v.field("breakdown", EnergyParts{result.energy_pj, 1e-9 * result.images_per_s, "mw"}, Mapping{},
                "Its parts, mW.");
    });
}

template <class V>
void describe_chip(V& v, const RunResult& result) {
    v.field("compute", result.compute, Mapping{}, "2 operations per MAC of the network.");
    v.field("critical_path", result.critical_path, Mapping{}, "The slowest path between two registers.");
    v.field("accuracy", result.accuracy, Mapping{}, "Of the datapath, bit by bit, over the images done.");
    v.field_if("quantization", result.info.quantization, Mapping{}, "How integers were made of float weights.");
    v.field("photographs", result.photographs, ListOf<Mapping>{},
            "Pictures given by --input, and how they became images.");
    v.group("io", "10^9 bytes per second.", [&] {
        v.field("input_gb_per_s", result.input_gb_per_s, kAmount, "Pixels that the host must deliver, 10^9 bytes/s.");
        v.field("output_gb_per_s", result.output_gb_per_s, kAmount, "Results, 10^9 bytes/s.");
        v.field("input_share_of_hbm3_stack", result.input_share_of_hbm3_stack, kAmount,
                "input_gb_per_s over the 819.2 GB/s of JEDEC JESD238.");
    });
    v.field("reprogram", known_or(result.reprogram, "not requested"), Mapping{},
            "New weights for the NPU while images flow; null without --reprogram-at.");
}

template <class V>
void describe_blocks(V& v, const RunResult& result) {
    v.field("source", result.source, kStage, "The input port with its offset subtractors.");
    v.field("sink", result.sink, Mapping{}, "Where results leave the chip.");
    v.field("stages", result.stages, ListOf<Definition>{kStage}, "In the order of the network.");
    v.field("idle", result.idle, ListOf<Mapping>{},
            "Stages that need equally many cycles per image, the idlest first; empty if cycles.per_image is null.");
    v.field("buffers", result.buffers, ListOf<Mapping>{}, "Of each stage its inputs, then its output FIFO.");
    v.field("npu", known_or(result.npu, "the design has no NPU"), Mapping{}, "The programmable classifier.");
    v.field("argmax", known_or(result.argmax, "the design has no hardwired classifier"), Mapping{},
            "What chooses the class of a hardwired classifier.");
}

template <class V>
void describe_origin(V& v, const RunResult& result) {
    v.field("quality", quality_notes(result), ByPath{}, "By key path; the longest one that leads to a number holds.");
    v.reasons("reasons", "By key path: why it is null.");
    v.group("provenance", "What the numbers depend on.", [&] {
        v.field("tool_version", result.info.tool_version, Words{}, "Version of hashiflex.");
        v.field("technology", result.technology, Words{}, "Whose prices.");
        v.field("corner", result.corner, Words{}, "Process corner, voltage and temperature of the prices.");
        v.field("seed", result.info.seed, kCount, "Of everything random.");
        v.field("overrides", result.info.overrides, ListOf<Words>{}, "KEY=VALUE of each --set, in order.");
        v.field_if("weights_digest", weights_digest(result.info), kSha256,
                   "Of integers that were made of float weights.");
        v.field("inputs", result.info.inputs, ListOf<Mapping>{}, "Every file that was read.");
    });
}

template <class V>
void describe(V& v, const RunResult& result) {
    describe_run(v, result);
    describe_rates(v, result);
    describe_costs(v, result);
    describe_chip(v, result);
    describe_blocks(v, result);
    describe_origin(v, result);
}

}  // namespace hashiflex
