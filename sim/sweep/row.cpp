// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/row.h"

#include "sim/files/json_text.h"
#include "sim/report/results_text.h"

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRate = "cycles.per_image";
constexpr const char* kTargetMet = "cycles.target_met";
constexpr const char* kQuantizedDigest = "quantization.digest";
constexpr const char* kDigest = "weights_digest";

// nullptr: the report has no such key.
const Json* find(const Json& report, const std::string& path) {
    const Json* node = &report;
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t dot = std::min(path.find('.', at), path.size());
        const auto child = node->is_object() ? node->find(path.substr(at, dot - at)) : node->end();
        if (!node->is_object() || child == node->end()) return nullptr;
        node = &*child;
        at = dot + 1;
    }
    return node;
}

Json value_or_null(const Json& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? Json(nullptr) : *found;
}

// Without a report there is no run that could have had one.
std::string reason_of_no_rate(const Json& report) {
    const Json* rate = find(report, kRate);
    if (rate == nullptr || !rate->is_null()) return "";
    return report.value("reasons", Json::object()).value(kRate, "not stated");
}

}  // namespace

const std::vector<Metric>& metrics() {
    static const std::vector<Metric> table{
        {"clock_mhz", "MHz", "Fabric clock of the design."},
        {"images", "", "Results that left the chip."},
        {"cycles.total", "cycles", "Simulated cycles."},
        {"cycles.first_image", "cycles", "Until the last beat of the first result has left, inclusive."},
        {"cycles.per_image", "cycles", "Steady state, over one full period."},
        {"cycles.target_met", "", "Whether cycles.per_image is at most the target of the design."},
        {"cycles.needed", "cycles", "What the slowest stage, the input port or the NPU needs per image."},
        {"throughput.images_per_s", "1/s", "Clock over cycles per image."},
        {"latency.us", "us", "Cycles of the first image over the clock."},
        {"bottleneck", "", "The stage that needs the most cycles per image."},
        {"limiting_buffer", "", "The buffer with a given depth that keeps the chip from cycles.needed."},
        {"area.total_um2", "um2", "Cells and memory macros."},
        {"area.breakdown.adders_um2", "um2", "Of it adders."},
        {"area.breakdown.multipliers_um2", "um2", "Of it multipliers of the NPU."},
        {"area.breakdown.comparators_and_muxes_um2", "um2", "Of it comparators and multiplexers."},
        {"area.breakdown.flops_um2", "um2", "Of it flops."},
        {"area.breakdown.latches_um2", "um2", "Of it latches."},
        {"area.breakdown.sram_um2", "um2", "Of it SRAM."},
        {"energy.per_image_pj", "pJ", "Dynamic, clock and leakage energy of one image in steady state."},
        {"energy.breakdown.adders_pj", "pJ", "Of it adders."},
        {"energy.breakdown.multipliers_pj", "pJ", "Of it multipliers of the NPU."},
        {"energy.breakdown.comparators_and_muxes_pj", "pJ", "Of it comparators and multiplexers."},
        {"energy.breakdown.flops_pj", "pJ", "Of it data of flops."},
        {"energy.breakdown.latches_pj", "pJ", "Of it data of latches."},
        {"energy.breakdown.clock_pj", "pJ", "Of it the clock pins of flops and latches, and clock gates."},
        {"energy.breakdown.sram_pj", "pJ", "Of it SRAM."},
        {"energy.breakdown.leakage_pj", "pJ", "Of it leakage."},
        {"power.total_mw", "mW", "Energy per image times images per second."},
        {"critical_path.max_clock_mhz", "MHz", "The fastest clock that the critical path allows."},
        {"critical_path.stage", "", "The stage with the critical path."},
        {"critical_path.met", "", "Whether the clock of the design is at most that, less its margin."},
        {"accuracy.top1", "", "Share of the images that were classified right."},
        {"accuracy.correct", "", "Images that were classified right."},
        {"accuracy.total", "", "Images with a label."},
        {"io.input_gb_per_s", "GB/s", "Bytes of pixels that the host must deliver, in 10^9 per second."},
        {"io.output_gb_per_s", "GB/s", "Bytes of results, likewise."},
    };
    return table;
}

std::string row_text(const PlanPoint& point, std::size_t index, const PointResult& result) {
    Json row;
    row["id"] = point.id;
    row["index"] = index;
    row["axes"] = axes_json(point);
    Json values = Json::object(), quality = Json::object();
    const Json* notes = find(result.report, "quality");
    for (const auto& metric : metrics()) {
        const Json* value = find(result.report, metric.path);
        values[metric.path] = value == nullptr ? Json(nullptr) : *value;
        const std::string name = notes == nullptr ? "" : quality_class(*notes, metric.path);
        if (!name.empty() && name != "exact") quality[metric.path] = {{"class", name}};
    }
    row["metrics"] = std::move(values);
    row["quality"] = std::move(quality);
    if (const std::string reason = reason_of_no_rate(result.report); !reason.empty())
        row["reasons"] = {{kRate, reason}};
    if (const Json* digest = find(result.report, kQuantizedDigest)) row[kDigest] = *digest;
    row["error"] = result.error.empty() ? Json(nullptr) : Json(result.error);
    return json_line(row);
}

std::optional<Row> parse_row(const std::string& line) {
    Json json = parse_json(line);
    if (!json.is_object()) return std::nullopt;
    const auto id = json.find("id"), index = json.find("index"), error = json.find("error");
    if (id == json.end() || !id->is_string() || index == json.end() || !index->is_number_unsigned())
        return std::nullopt;
    if (!json.contains("axes") || !json.contains("metrics") || error == json.end()) return std::nullopt;
    Row row;
    row.id = id->get<std::string>();
    row.index = index->get<std::size_t>();
    row.failed = error->is_string();
    const auto reasons = json.find("reasons");
    if (!row.failed && reasons != json.end() && reasons->is_object()) row.no_rate = reasons->value(kRate, "");
    row.target_missed = value_or_null(json["metrics"], kTargetMet) == Json(false);
    row.weights_digest = text_at(json, kDigest);
    row.json = std::move(json);
    return row;
}

std::string points_text(const PlanFile& plan) {
    std::string text = "id,index";
    for (const auto& axis : plan.axes) text += "," + csv_field(axis);
    text += "\n";
    for (std::size_t i = 0; i < plan.points.size(); ++i) {
        if (!plan.shard.has(i)) continue;
        const Json axes = axes_json(plan.points[i]);
        text += plan.points[i].id + "," + std::to_string(i);
        for (const auto& axis : plan.axes) text += "," + csv_field(value_or_null(axes, axis));
        text += "\n";
    }
    return text;
}

std::string csv_header(const std::vector<std::string>& axes) {
    std::string text = "id,index";
    for (const auto& axis : axes) text += "," + csv_field(axis);
    for (const auto& metric : metrics()) text += std::string(",") + metric.path;
    return text + ",error\n";
}

std::string csv_line(const std::vector<std::string>& axes, const Row& row) {
    std::string text = row.id + "," + std::to_string(row.index);
    for (const auto& axis : axes) text += "," + csv_field(value_or_null(row.json["axes"], axis));
    for (const auto& metric : metrics()) text += "," + csv_field(value_or_null(row.json["metrics"], metric.path));
    return text + "," + csv_field(row.json["error"]) + "\n";
}

}  // namespace hashiflex
