// SPDX-License-Identifier: Apache-2.0
// Plain lists of keys, in the order of the report.
#include "sim/report/json_parts.h"

namespace hashiflex {

Json reprogram_json(const ReprogramResult& reprogram, Values& values) {
    Json json;
    const auto put = [&](const char* key, const auto& number) {
        json[key] = values.of(std::string("reprogram.") + key, number);
    };
    json["requested_at"] = reprogram.requested_at;
    json["status"] = reprogram.status;
    put("start_cycle", reprogram.start_cycle);
    put("write_cycles", reprogram.write_cycles);
    put("commit_cycle", reprogram.commit_cycle);
    put("first_image", reprogram.first_image);
    put("bytes", reprogram.bytes);
    put("energy_pj", reprogram.energy_pj);
    put("worst_distance", reprogram.worst_distance);
    put("throughput_dip", reprogram.throughput_dip);
    return json;
}

void put_cycles(Json& json, const CycleCounts& cycles) {
    json["busy"] = cycles.busy;
    json["starved"] = cycles.starved;
    json["blocked"] = cycles.blocked;
}

Json stage_json(const StageResult& stage, const std::string& path, Values& values) {
    Json json;
    json["name"] = stage.name;
    json["kind"] = stage.kind;
    json["lanes"] = stage.lanes;
    json["beats_per_image"] = stage.beats_per_image;
    json["cycles_needed"] = stage.cycles_needed;
    json["latency"] = stage.latency;
    put_cycles(json, stage.cycles);
    json["adders"] = stage.counts.adders;
    json["bias_adders"] = stage.counts.bias_adders;
    json["adder_bits"] = stage.counts.adder_bits;
    json["compare_bits"] = stage.counts.compare_bits;
    json["mux_bits"] = stage.counts.mux_bits;
    json["multiplier_bits"] = stage.counts.multiplier_bits;
    json["flop_bits"] = stage.counts.flop_bits();
    json["gated_flop_bits"] = stage.counts.gated_flop_bits;
    json["clock_gates"] = stage.counts.clock_gates;
    json["sram_bits"] = stage.counts.sram_bits;
    json["area_um2"] = values.of(path + ".area_um2", stage.area_um2);
    json["energy_pj"] = values.of(path + ".energy_pj", stage.energy_pj);
    return json;
}

Json energy_parts_json(const core::EnergyBreakdown& energy, const Quantity& factor, const std::string& unit,
                       const std::string& path, Values& values) {
    Json json;
    const auto put = [&](const char* name, const Quantity& pj) {
        const std::string key = name + ("_" + unit);
        json[key] = values.of(path + "." + key, factor.value ? *factor.value * pj : factor);
    };
    put("adders", energy.adders);
    put("multipliers", energy.multipliers);
    put("comparators_and_muxes", energy.comparators_and_muxes);
    put("flops", energy.flops);
    put("clock", energy.clock);
    put("sram", energy.sram);
    put("leakage", energy.leakage);
    return json;
}

Json idle_json(const IdleGroup& group, const std::string& path, Values& values) {
    Json json;
    json["cycles_needed"] = group.cycles_needed;
    json["idle"] = rounded(group.idle);
    json["stages"] = group.stages;
    json["first"] = group.first;
    json["last"] = group.last;
    json["area_um2"] = values.of(path + ".area_um2", group.area_um2);
    return json;
}

Json buffer_json(const BufferResult& buffer) {
    Json json;
    json["name"] = buffer.name;
    json["kind"] = buffer.kind;
    json["depth"] = buffer.depth;
    json["auto"] = buffer.automatic;
    json["high_water"] = buffer.high_water;
    json["bits"] = buffer.bits;
    json["storage"] = buffer.sram ? "sram" : "flops";
    return json;
}

Json photograph_json(const PhotographResult& result, const std::string& path, Values& values) {
    const Fitting& fitting = result.photograph.fitting;
    Json json;
    json["image"] = result.photograph.image;
    json["file"] = result.photograph.file;
    json["sha256"] = result.photograph.sha256;
    json["class"] = values.of(path + ".class", result.top1);
    json["width"] = fitting.width;
    json["height"] = fitting.height;
    json["orientation"] = fitting.orientation;
    json["crop"] = {
        {"x", fitting.crop.x}, {"y", fitting.crop.y}, {"width", fitting.crop.width}, {"height", fitting.crop.height}};
    json["resize"] = fitting.resize;
    json["channels"] = fitting.channels;
    return json;
}

Json npu_json(const NpuResult& npu) {
    Json json;
    json["stage"] = npu.stage;
    json["rows"] = npu.spec.rows;
    json["columns"] = npu.spec.columns;
    json["accumulator"] = npu.spec.accumulator == core::Accumulator::ripple ? "ripple" : "carry_save";
    json["inputs"] = npu.inputs;
    json["classes"] = npu.classes;
    json["weight_bits"] = npu.weight_bits;
    json["cycles_per_image"] = npu.cycles_per_image;
    json["write_port_bytes"] = npu.spec.write_port_bytes;
    json["weight_memory_bits"] = npu.weight_memory_bits;
    return json;
}

}  // namespace hashiflex
