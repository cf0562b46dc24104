// SPDX-License-Identifier: Apache-2.0
// The keys of report.json that describe one thing each: a stage, a buffer, the NPU, a reprogramming.
#pragma once

#include "sim/config/describe_design.h"
#include "sim/report/quality.h"
#include "sim/report/report_rules.h"
#include "sim/report/run_result.h"

#include <string>

namespace hashiflex {

inline constexpr Definition kStage{"stage"};
inline const OneOf kBufferKinds{{"line", "skip", "join", "accumulator", "feature", "fifo"}};
inline const Choices<core::Storage> kStorage{
    {{"flops", core::Storage::flops}, {"latches", core::Storage::latches}, {"sram", core::Storage::sram}}};
inline const OneOf kResizes{{"none", "bilinear"}};
inline const OneOf kChannels{{"as they are", "grey to RGB", "RGB to grey"}};
inline const OneOf kReprogramEnds{{"done", "not completed", "not reached"}};
inline const Choices<QualityClass> kQualityClasses{{{"exact", QualityClass::exact},
                                                    {"calibrated", QualityClass::calibrated},
                                                    {"modelled", QualityClass::modelled},
                                                    {"not modelled", QualityClass::not_modelled}}};

// The parts of an energy, in units of `factor` pJ; the keys end in `unit`.
struct EnergyParts {
    const core::EnergyBreakdown& pj;
    Quantity factor;
    std::string unit;
};

template <class V>
void describe(V& v, const core::AreaBreakdown& area) {
    v.field("adders_um2", area.adders_um2, kAmount, "Adders, um2.");
    v.field("multipliers_um2", area.multipliers_um2, kAmount, "Multipliers of the NPU, um2.");
    v.field("comparators_and_muxes_um2", area.comparators_and_muxes_um2, kAmount,
            "Comparators, multiplexers and the trees that read buffers, um2.");
    v.field("flops_um2", area.flops_um2, kAmount, "Flops, and the clock gates of flops and latches, um2.");
    v.field("latches_um2", area.latches_um2, kAmount, "Latches, um2.");
    v.field("sram_um2", area.sram_um2, kAmount, "Memory macros, um2.");
}

template <class V>
void describe(V& v, const core::Money& money) {
    v.field("die_mm2", money.die.mm2, kAmount, "Cells over the utilization that the technology states, mm2.");
    v.field("dies_per_wafer", money.die.per_wafer, kAmount, "Whole dies on a wafer.");
    v.field("yield", money.die.yield, kShare, "Of them, the share that is good (Murphy).");
    v.field("good_dies_per_wafer", money.die.good_per_wafer, kAmount, "Their product, rounded.");
    v.field("die_usd", money.die.usd, kAmount, "A wafer over its good dies, USD.");
    v.field("unit_usd", money.unit_usd, kAmount, "Die, package and test, USD.");
    v.field("mask_set_usd", money.mask_set_usd, kAmount, "All masks of a new chip, once, without design work, USD.");
    v.field("weight_masks_usd", money.weight_masks_usd, kAmount,
            "Another network on the same chip: the masks that carry weights, once, USD.");
    v.field("reprogram_usd", money.reprogram_usd, kAmount, "Another last layer by reprogramming the NPU, USD.");
    v.field("npu_usd", money.npu_usd, kAmount, "What the silicon of the NPU adds to a die, USD.");
    v.field("break_even_chips", money.break_even_chips, kAmount,
            "weight_masks_usd / npu_usd: with more chips one change of masks is cheaper than an NPU in each.");
}

template <class V>
void describe(V& v, const EnergyParts& parts) {
    const auto part = [&](const char* name, const Quantity& pj, const char* doc) {
        const Quantity scaled = parts.factor.value ? *parts.factor.value * pj : parts.factor;
        v.field(name + ("_" + parts.unit), scaled, kAmount, doc);
    };
    part("adders", parts.pj.adders, "Adders.");
    part("multipliers", parts.pj.multipliers, "Multipliers of the NPU.");
    part("comparators_and_muxes", parts.pj.comparators_and_muxes,
         "Comparators, multiplexers and the trees that read buffers.");
    part("flops", parts.pj.flops, "Data of flops, and on its way to them.");
    part("latches", parts.pj.latches, "Data of latches, and on its way to them.");
    part("clock", parts.pj.clock, "Clock pins of flops, opening of latches, and clock gates.");
    part("sram", parts.pj.sram, "Reads and writes of SRAM.");
    part("leakage", parts.pj.leakage, "Leakage of everything.");
}

template <class V>
void describe(V& v, const CycleCounts& cycles) {
    v.field("busy", cycles.busy, kCount, "Cycles in which it works.");
    v.field("starved", cycles.starved, kCount, "Cycles in which it waits for input.");
    v.field("blocked", cycles.blocked, kCount,
            "Cycles in which only space for output is missing; the three sum to cycles.total.");
}

template <class V>
void describe(V& v, const core::Counts& counts) {
    v.field("adders", counts.adders, kCount, "Two-input additions, all lanes.");
    v.field("bias_adders", counts.bias_adders, kCount, "Additions of a constant, all lanes.");
    v.field("adder_bits", counts.adder_bits(), kCount, "Adder cells, bias adders included: full and half adders.");
    v.field("full_adders", counts.full_adders, kCount, "Of them, those of which all three bits vary.");
    v.field("half_adders", counts.half_adders, kCount, "Of them, those of which one bit is constant.");
    v.field("compare_bits", counts.compare_bits, kCount, "Comparator cells.");
    v.field("mux_bits", counts.mux_bits, kCount, "2:1 multiplexers.");
    v.field("gates", counts.gates, kCount, "Gates of two inputs: next-state logic, padding.");
    v.field("inverters", counts.inverters, kCount, "Inverters between adders.");
    v.field("multiplier_bits", counts.multiplier_bits, kCount, "Partial-product cells.");
    v.field("flop_bits", counts.flop_bits(), kCount, "Flops, buffers held in flops included.");
    v.field("gated_flop_bits", counts.gated_flop_bits, kCount, "Of flop_bits, those behind a clock gate.");
    v.field("clock_gates", counts.clock_gates, kCount, "Clock gates of flops and latches.");
    v.field("latch_bits", counts.latch_bits, kCount, "Latches: buffers and FIFOs held in them.");
    v.field("read_bits", counts.read_bits, kCount, "Bits that the trees which read buffers select among, all ports.");
    v.field("sram_bits", counts.sram_bits, kCount, "Bits of SRAM.");
}

// Of one stage. A class that it has nothing of has no rate.
struct StageToggleRates {
    const core::ToggleRates& rates;
    const core::Events& uses;
};

template <class V>
void describe(V& v, const StageToggleRates& toggles) {
    const auto rate = [&](const char* name, double per_use, std::int64_t uses, const char* doc) {
        v.field(name, uses > 0 ? Quantity::known(per_use) : Quantity::unknown("nothing of it in this stage"), kAmount,
                doc);
    };
    const core::ToggleRates& r = toggles.rates;
    const core::Events& u = toggles.uses;
    rate("full_adders", r.full_adder, u.full_adders, "Sums and carries of full adders.");
    rate("half_adders", r.half_adder, u.half_adders, "Sums and carries of half adders.");
    rate("comparators", r.compare_bit, u.compare_bits, "Bits that comparators look at.");
    rate("muxes", r.mux_bit, u.mux_bits, "What multiplexers let through.");
    rate("multipliers", r.multiplier_bit, u.multiplier_bits, "Partial products.");
    rate("flops", r.flop_bit, u.flop_bits, "Flops that take a value.");
    rate("flop_buses", r.flop_bus, u.flop_bus_bits, "Wires to words of flops.");
    rate("latches", r.latch_bit, u.latch_bits, "Latches that take a value.");
    rate("latch_buses", r.latch_bus, u.latch_bus_bits, "Wires to words of latches.");
    rate("reads", r.read_bit, u.read_bits, "What read ports give.");
}

template <class V>
void describe(V& v, const StageResult& stage) {
    v.field("name", stage.name, Words{}, "Of the layer; a hardwired classifier fc has two stages, fc and fc_argmax.");
    v.field("kind", stage.kind, Words{},
            "conv, depthwise, linear, max_pool, avg_pool, global_max_pool, global_avg_pool, add, concat, npu, argmax; "
            "the source: input.");
    v.field("lanes", stage.lanes, kCount, "Datapath copies.");
    v.field("beats_per_image", stage.beats_per_image, kCount, "Output beats per image.");
    v.field("cycles_needed", stage.cycles_needed, kCount, "Cycles per image: the larger of input beats and steps.");
    v.field("latency", stage.latency, kCount, "Pipeline registers from the start of a beat to the output FIFO.");
    describe(v, stage.cycles);
    describe(v, stage.counts);
    v.field("area_um2", stage.area_um2, kAmount, "um2.");
    v.field("energy_pj", stage.energy_pj, kAmount, "pJ per image.");
    v.field("energy_breakdown", EnergyParts{stage.energy_parts_pj, Quantity::known(1), "pj"}, Mapping{},
            "Its parts, pJ per image.");
    v.field("toggle_rates", StageToggleRates{stage.toggles.rates, stage.events}, Mapping{},
            "Toggles per wire and use that its energy is computed with.");
    v.field("toggles_measured", stage.toggles.measured, kShare,
            "Share of the uses of its data wires whose toggles were counted; the others toggle at default rates.");
    v.field("path_ps", stage.path.ps, kAmount, "Its slowest path between two registers, ps.");
    v.field("path", stage.path.what, Words{}, "What lies on that path.");
}

template <class V>
void describe(V& v, const IdleGroup& group) {
    v.field("cycles_needed", group.cycles_needed, kCount, "Cycles per image, of each of them.");
    v.field("idle", group.idle, kShare, "1 - cycles_needed / cycles.per_image.");
    v.field("stages", group.stages, kCount, "How many they are.");
    v.field("first", group.first, Words{}, "The first of them, by name.");
    v.field("last", group.last, Words{}, "The last of them, by name.");
    v.field("area_um2", group.area_um2, kAmount, "um2, of all of them.");
}

template <class V>
void describe(V& v, const BufferResult& buffer) {
    v.field("name", buffer.name, Words{},
            "STAGE.in; of several inputs STAGE.in0, STAGE.in1, ...; the output FIFO is STAGE.out.");
    v.field("kind", buffer.kind, kBufferKinds, "What it holds; fifo: the results of a stage.");
    v.field("depth", buffer.depth, kCount, "Beats that it holds.");
    v.field("auto", buffer.automatic, Flag{}, "The depth was chosen by the simulator.");
    v.field("high_water", buffer.high_water, kCount, "Most beats that it held; of a FIFO with those in flight.");
    v.field("bits", buffer.bits, kCount, "Bits that it holds.");
    v.field("storage", buffer.storage.kind, kStorage, "What it is made of.");
    v.field("storage_why", buffer.storage.why, Words{}, "Why it is made of that.");
    v.field("banks", buffer.storage.banks, kCount, "Memories of SRAM side by side that it lies in; 0: it is words.");
}

template <class V>
void describe(V& v, const NpuResult& npu) {
    v.field("stage", npu.stage, Words{}, "Its stage, by name.");
    v.field("rows", npu.spec.rows, kCount, "Inputs per cycle.");
    v.field("columns", npu.spec.columns, kCount, "Classes per cycle.");
    v.field("accumulator", npu.spec.accumulator, kAccumulators, "How sums are kept while they grow.");
    v.field("inputs", npu.inputs, kCount, "Features of an image.");
    v.field("classes", npu.classes, kCount, "Classes that it tells apart.");
    v.field("weight_bits", npu.weight_bits, kCount, "Bits of a weight.");
    v.field("cycles_per_image", npu.cycles_per_image, kCount, "Cycles that it needs per image.");
    v.field("write_port_bytes", npu.spec.write_port_bytes, kCount,
            "Bytes per cycle that the host may write into the weight memory.");
    v.field("weight_memory_bits", npu.weight_memory_bits, kCount, "Bits of the weight memory, both sets.");
}

template <class V>
void describe(V& v, const ArgmaxResult& argmax) {
    v.field("stage", argmax.stage, Words{}, "Its stage, by name.");
    v.field("classes", argmax.classes, kCount, "Classes that it tells apart.");
    v.field(
        "classes_per_step", argmax.classes_per_step, kCount,
        "Classes it compares in a step: the fewest that keep the target, without a target those that keep the pace of "
        "the slowest other stage.");
    v.field("scaled", argmax.scaled, Flag{}, "Each of those has a multiplier for the scales of its classes.");
    v.field("cycles_per_image", argmax.cycles_per_image, kCount, "Steps that it needs per image.");
}

template <class V>
void describe(V& v, const ReprogramResult& reprogram) {
    v.field("requested_at", reprogram.requested_at, kCount, "The image with which it was to start.");
    v.field("status", reprogram.status, kReprogramEnds, "How far it came before the run ended.");
    v.field("start_cycle", reprogram.start_cycle, kCount, "Cycle of the first write.");
    v.field("write_cycles", reprogram.write_cycles, kCount, "Cycles in which the write port is busy.");
    v.field("commit_cycle", reprogram.commit_cycle, kCount, "Cycle in which the COMMIT register is written.");
    v.field("first_image", reprogram.first_image, kCount, "The first image computed with the new weights.");
    v.field("bytes", reprogram.bytes, kCount, "Bytes written.");
    v.field("energy_pj", reprogram.energy_pj, kAmount, "pJ that the writing takes.");
    v.field("worst_distance", reprogram.worst_distance, kCount,
            "Longest distance of two results while writing, cycles.");
    v.field("throughput_dip", reprogram.throughput_dip, kShare,
            "1 - cycles.per_image / worst_distance; 0: no image was late.");
}

template <class V>
void describe(V& v, const Fitting::Crop& crop) {
    v.field("x", crop.x, kCount, "Pixels left of it.");
    v.field("y", crop.y, kCount, "Pixels above it.");
    v.field("width", crop.width, kSize, "Pixels.");
    v.field("height", crop.height, kSize, "Pixels.");
}

template <class V>
void describe(V& v, const PhotographResult& result) {
    const Photograph& photograph = result.photograph;
    const Fitting& fitting = photograph.fitting;
    v.field("image", photograph.image, kCount, "Index in the image set.");
    v.field("file", photograph.file, Words{}, "Name of the file, without its folder.");
    v.field("sha256", photograph.sha256, kSha256, "Of the file.");
    v.field("class", result.top1, kCount, "Top-1: the class that the chip answers.");
    v.field("width", fitting.width, kSize, "Pixels, of the picture turned upright.");
    v.field("height", fitting.height, kSize, "Pixels, of the picture turned upright.");
    v.field("orientation", fitting.orientation, Integers{1, 8},
            "EXIF; width, height and crop are of the picture turned upright.");
    v.field("crop", fitting.crop, Mapping{}, "The part of the picture that became the image.");
    v.field("resize", fitting.resize, kResizes, "How the crop was brought to the size of the network.");
    v.field("channels", fitting.channels, kChannels, "How its channels became those of the network.");
}

template <class V>
void describe(V& v, const QualityNote& note) {
    v.field("class", note.quality, kQualityClasses, "How far the numbers may be believed.");
    v.field("reason", note.reason, Words{}, "Where they come from, or why there are none.");
}

template <class V>
void describe(V& v, const InputFileHash& input) {
    v.field("role", input.role, Words{},
            "design, network, weights, number formats, test set, images, photograph, or technology.");
    v.field("file", input.file, Words{}, "Name of the file, without its folder.");
    v.field("sha256", input.sha256, kSha256, "Of the file.");
}

}  // namespace hashiflex
