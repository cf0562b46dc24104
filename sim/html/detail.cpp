// SPDX-License-Identifier: Apache-2.0
#include "sim/html/detail.h"

#include "sim/html/points.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;
using Keys = std::initializer_list<const char*>;

// Six digits are more than bars and cells show; they halve the page.
Json short_number(const Json& value) {
    if (!value.is_number_float()) return value;
    return Json::parse(fmt::format("{:.6g}", value.get<double>()));
}

// The values of `keys`; of those in `pooled`, their places among the names.
Json row_of(const Json& item, Keys pooled, Keys keys, StringPool& names) {
    Json row = Json::array();
    for (const char* key : pooled) {
        const Json value = value_at(item, key);
        row.push_back(value.is_string() ? Json(names.place_of(value.get<std::string>())) : Json());
    }
    for (const char* key : keys) row.push_back(short_number(value_at(item, key)));
    return row;
}

// The page's scripts know these orders (web/detail.js).
Json stage_row(const Json& stage, StringPool& names) {
    return row_of(stage, {"name", "kind"},
                  {"lanes", "cycles_needed", "busy", "starved", "blocked", "adders", "adder_bits", "flop_bits",
                   "latch_bits", "sram_bits", "area_um2", "energy_pj"},
                  names);
}

Json buffer_row(const Json& buffer, StringPool& names) {
    return row_of(buffer, {"name", "kind", "storage"}, {"depth", "high_water", "bits", "auto"}, names);
}

bool begins_with(const std::string& text, const char* start) {
    return text.rfind(start, 0) == 0;
}

bool of_one_stage(const std::string& key) {
    return begins_with(key, "stages[") || begins_with(key, "source.");
}

// Why a number of the whole chip is unknown, by key path.
Json chip_reasons(const Json& reasons) {
    Json kept = Json::object();
    if (!reasons.is_object()) return kept;
    for (const auto& [key, reason] : reasons.items())
        if (!of_one_stage(key)) kept[key] = reason;
    return kept;
}

// Why area or energy of some stage is unknown, each reason once.
Json stage_reasons(const Json& reasons) {
    Json distinct = Json::array();
    if (!reasons.is_object()) return distinct;
    for (const auto& [key, reason] : reasons.items())
        if (of_one_stage(key) && std::find(distinct.begin(), distinct.end(), reason) == distinct.end())
            distinct.push_back(reason);
    return distinct;
}

Json parts_of(const Json& breakdown) {
    Json parts = Json::array();
    if (!breakdown.is_object()) return parts;
    for (const auto& [key, value] : breakdown.items()) parts.push_back({key, value});
    return parts;
}

}  // namespace

std::size_t StringPool::place_of(const std::string& name) {
    const auto [entry, added] = places_.emplace(name, names_.size());
    if (added) names_.push_back(name);
    return entry->second;
}

Json detail_json(const Json& report, StringPool& names) {
    Json detail;
    detail["stages"] = Json::array();
    if (report.contains("source")) detail["stages"].push_back(stage_row(report["source"], names));
    for (const auto& stage : report["stages"]) detail["stages"].push_back(stage_row(stage, names));
    detail["buffers"] = Json::array();
    if (report.contains("buffers"))
        for (const auto& buffer : report["buffers"]) detail["buffers"].push_back(buffer_row(buffer, names));
    detail["area"] = parts_of(value_at(report, "area.breakdown"));
    detail["energy"] = parts_of(value_at(report, "energy.breakdown"));
    for (const char* key : {"cycles", "bottleneck", "limiting_buffer", "clock_mhz", "critical_path", "partial_reason",
                            "deadlock", "reprogram"})
        detail[key] = value_at(report, key);
    detail["area_total"] = value_at(report, "area.total_um2");
    detail["energy_total"] = value_at(report, "energy.per_image_pj");
    detail["reasons"] = chip_reasons(value_at(report, "reasons"));
    detail["stage_reasons"] = stage_reasons(value_at(report, "reasons"));
    return detail;
}

}  // namespace hashiflex
