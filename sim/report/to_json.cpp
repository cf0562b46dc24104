// SPDX-License-Identifier: Apache-2.0
// Key by key, in the order in which a reader wants them.
#include "sim/report/to_json.h"

#include "sim/report/format.h"
#include "sim/report/json_parts.h"
#include "sim/report/quality.h"

namespace hashiflex {
namespace {

std::string exact_text(const Rational& value) {
    return std::to_string(value.numerator) + "/" + std::to_string(value.denominator);
}

Json cycles_json(const CyclesResult& cycles, Values& values) {
    Json json;
    json["total"] = cycles.total;
    json["first_image"] = values.of("cycles.first_image", cycles.first_image);
    if (const auto& exact = cycles.per_image.value) {
        json["per_image"] = rounded(exact->value());
        json["per_image_exact"] = exact_text(*exact);
    } else {
        json["per_image"] = values.null("cycles.per_image", cycles.per_image.reason);
        json["per_image_exact"] = values.null("cycles.per_image_exact", cycles.per_image.reason);
    }
    json["target"] = cycles.target ? Json(*cycles.target) : values.null("cycles.target", "the design has no target");
    json["needed"] = cycles.needed;
    return json;
}

Json area_json(const core::AreaBreakdown& area, Values& values) {
    Json json;
    json["total_um2"] = values.of("area.total_um2", area.total_um2());
    Json& parts = json["breakdown"];
    const auto put = [&](const char* key, const Quantity& number) {
        parts[key] = values.of(std::string("area.breakdown.") + key, number);
    };
    put("adders_um2", area.adders_um2);
    put("multipliers_um2", area.multipliers_um2);
    put("comparators_and_muxes_um2", area.comparators_and_muxes_um2);
    put("flops_um2", area.flops_um2);
    put("sram_um2", area.sram_um2);
    return json;
}

Json energy_json(const core::EnergyBreakdown& energy, Values& values) {
    Json json;
    json["per_image_pj"] = values.of("energy.per_image_pj", energy.total());
    json["breakdown"] = energy_parts_json(energy, Quantity::known(1), "pj", "energy.breakdown", values);
    return json;
}

// pJ times images per second is 1e-9 mW.
Json power_json(const RunResult& result, Values& values) {
    Json json;
    json["total_mw"] = values.of("power.total_mw", result.power_mw);
    json["breakdown"] =
        energy_parts_json(result.energy_pj, 1e-9 * result.images_per_s, "mw", "power.breakdown", values);
    return json;
}

Json compute_json(const ComputeResult& compute, Values& values) {
    Json json;
    json["macs_per_image"] = compute.macs_per_image;
    json["tops"] = values.of("compute.tops", compute.tops);
    json["tops_per_w"] = values.of("compute.tops_per_w", compute.tops_per_w);
    return json;
}

Json critical_path_json(const CriticalPathResult& path, Values& values) {
    Json json;
    json["max_clock_mhz"] = values.of("critical_path.max_clock_mhz", path.max_clock_mhz);
    json["ps"] = values.of("critical_path.ps", path.ps);
    json["stage"] = path.stage;
    json["what"] = path.what;
    json["met"] = path.met ? Json(*path.met) : values.null("critical_path.met", path.max_clock_mhz.reason);
    return json;
}

Json accuracy_json(const AccuracyResult& accuracy, Values& values) {
    Json json;
    json["top1"] = values.of("accuracy.top1", accuracy.top1);
    json["correct"] = accuracy.correct;
    json["total"] = accuracy.total;
    json["float_top1"] = values.of("accuracy.float_top1", accuracy.float_top1);
    return json;
}

Json quality_json(const RunResult& result) {
    Json json;
    for (const auto& note : quality_notes(result)) {
        json[note.path] = {{"class", quality_name(note.quality)}, {"reason", note.reason}};
    }
    return json;
}

Json provenance_json(const RunResult& result) {
    Json json;
    json["tool_version"] = result.info.tool_version;
    json["technology"] = result.technology;
    json["corner"] = result.corner;
    json["seed"] = result.info.seed;
    json["overrides"] = result.info.overrides;
    json["inputs"] = Json::array();
    for (const auto& input : result.info.inputs) {
        json["inputs"].push_back({{"role", input.role}, {"file", input.file}, {"sha256", input.sha256}});
    }
    return json;
}

}  // namespace

Json report_json(const RunResult& result) {
    Values values;
    Json json;
    json["schema_version"] = kReportSchemaVersion;
    json["design"] = result.info.design;
    json["network"] = result.network;
    json["engine"] = result.info.engine;
    json["images"] = result.images_done;
    json["images_requested"] = result.info.images;
    json["image_source"] = result.info.image_source;
    json["partial"] = !result.partial_reason.empty();
    json["partial_reason"] = result.partial_reason.empty() ? Json(nullptr) : Json(result.partial_reason);
    json["deadlock"] = result.deadlock ? Json(*result.deadlock) : Json(nullptr);
    json["clock_mhz"] = rounded(result.clock_mhz);
    json["cycles"] = cycles_json(result.cycles, values);
    json["throughput"]["images_per_s"] = values.of("throughput.images_per_s", result.images_per_s);
    json["latency"]["us"] = values.of("latency.us", result.latency_us);
    json["bottleneck"] = result.bottleneck;
    json["limiting_buffer"] = values.of("limiting_buffer", result.limiting_buffer);
    json["area"] = area_json(result.area_um2, values);
    json["area"]["front_um2"] = values.of("area.front_um2", result.area_split.front_um2);
    json["area"]["classifier_um2"] = values.of("area.classifier_um2", result.area_split.classifier_um2);
    json["energy"] = energy_json(result.energy_pj, values);
    json["power"] = power_json(result, values);
    json["compute"] = compute_json(result.compute, values);
    json["critical_path"] = critical_path_json(result.critical_path, values);
    json["accuracy"] = accuracy_json(result.accuracy, values);
    json["photographs"] = Json::array();
    for (const auto& photograph : result.photographs) {
        const std::string path = "photographs[" + std::to_string(json["photographs"].size()) + "]";
        json["photographs"].push_back(photograph_json(photograph, path, values));
    }
    json["io"]["input_gb_per_s"] = values.of("io.input_gb_per_s", result.input_gb_per_s);
    json["io"]["output_gb_per_s"] = values.of("io.output_gb_per_s", result.output_gb_per_s);
    json["io"]["input_share_of_hbm3_stack"] =
        values.of("io.input_share_of_hbm3_stack", result.input_share_of_hbm3_stack);
    json["reprogram"] =
        result.reprogram ? reprogram_json(*result.reprogram, values) : values.null("reprogram", "not requested");
    json["source"] = stage_json(result.source, "source", values);
    put_cycles(json["sink"], result.sink);
    json["stages"] = Json::array();
    for (const auto& stage : result.stages) {
        const std::string path = "stages[" + std::to_string(json["stages"].size()) + "]";
        json["stages"].push_back(stage_json(stage, path, values));
    }
    json["idle"] = Json::array();
    for (const auto& group : result.idle)
        json["idle"].push_back(idle_json(group, "idle[" + std::to_string(json["idle"].size()) + "]", values));
    json["buffers"] = Json::array();
    for (const auto& buffer : result.buffers) json["buffers"].push_back(buffer_json(buffer));
    json["npu"] = result.npu ? npu_json(*result.npu) : values.null("npu", "the design has no NPU");
    json["quality"] = quality_json(result);
    json["reasons"] = values.reasons();
    json["provenance"] = provenance_json(result);
    return json;
}

std::string to_json(const RunResult& result) {
    return report_text(report_json(result));
}

std::string report_text(const Json& report) {
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";  // file names may hold any byte
}

}  // namespace hashiflex
