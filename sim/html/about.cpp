// SPDX-License-Identifier: Apache-2.0
#include "sim/html/about.h"

#include <algorithm>
#include <set>

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

// The value that all share; "4 different" if there are several; empty if there is none.
std::string common(const std::set<std::string>& values) {
    if (values.size() <= 1) return values.empty() ? "" : *values.begin();
    return std::to_string(values.size()) + " different";
}

std::string common_value(const std::vector<DesignPoint>& points, const std::string& key) {
    std::set<std::string> values;
    for (const auto& point : points) values.insert(text_of(point.metrics.value(key, Json())));
    values.erase("");
    return common(values);
}

std::string common_value(const std::vector<Json>& reports, const std::string& key) {
    std::set<std::string> values;
    for (const auto& report : reports) values.insert(text_of(value_at(report, key)));
    values.erase("");
    return common(values);
}

std::size_t unknowns(const DesignPoint& point) {
    std::size_t count = 0;
    for (const auto& value : point.metrics) count += value.is_null();
    return count;
}

// The point with the fewest unknown metrics, the first of several: its `member` says of the most numbers where they
// come from. Null if no point has it.
template <class Has>
const DesignPoint* fullest(const std::vector<DesignPoint>& points, Has has) {
    const DesignPoint* best = nullptr;
    for (const auto& point : points)
        if (point.error.empty() && has(point) && (best == nullptr || unknowns(point) < unknowns(*best))) best = &point;
    return best;
}

// A sweep's row names what is not exact.
Json row_quality(const DesignPoint& point) {
    Json quality = Json::object();
    for (const auto& [key, value] : point.metrics.items())
        if (value.is_number()) quality[key]["class"] = "exact";
    quality.update(point.quality);
    return quality;
}

Json quality_of(const ReportInput& input, const Json& report) {
    const Json quality = value_at(report, "quality");
    if (quality.is_object()) return quality;
    const DesignPoint* row = fullest(input.points, [](const auto& point) { return point.quality.is_object(); });
    return row == nullptr ? Json::object() : row_quality(*row);
}

void put(About& about, const std::string& word, const std::string& value) {
    if (!value.empty()) about.facts.emplace_back(word, value);
}

void put_inputs(const Json& files, About& about) {
    for (const auto& file : files)
        about.inputs.emplace_back(text_of(value_at(file, "role")) + ": " + text_of(value_at(file, "file")),
                                  text_of(value_at(file, "sha256")));
}

void put_overrides(const Json& overrides, About& about) {
    std::string text;
    for (const auto& item : overrides) text += (text.empty() ? "" : ", ") + text_of(item);
    put(about, "overrides", text);
}

}  // namespace

About about(const ReportInput& input) {
    const DesignPoint* source = fullest(input.points, [](const auto& point) { return !point.report.empty(); });
    const Json report = source == nullptr ? Json::object() : load_report(source->report);
    // A sweep has one design and one tool; runs need not have anything in common.
    std::vector<Json> reports{report};
    if (input.runs)
        for (const auto& point : input.points)
            if (!point.report.empty()) reports.push_back(load_report(point.report));
    const auto first_of = [&](const std::string& metric, const std::string& plan_key) {
        const std::string shared = common_value(input.points, metric);
        if (!shared.empty()) return shared;
        const std::string planned = text_of(value_at(input.plan, plan_key));
        return planned.empty() ? common_value(reports, metric) : planned;
    };
    const auto reported = [&](const char* key) { return common_value(reports, std::string("provenance.") + key); };
    About about;
    const std::string design = first_of("design", "design");
    const std::string sweep = text_of(value_at(input.plan, "sweep"));
    about.title = !sweep.empty() ? sweep : design.empty() ? "results" : design;
    if (input.runs && input.points.size() > 1) about.title = std::to_string(input.points.size()) + " runs";
    if (about.title != design) put(about, "design", design);
    put(about, "network", first_of("network", "network"));
    put(about, "engine", first_of("engine", "engine"));
    const std::string images = first_of("image_source", "image_source");
    put(about, "images", first_of("images", "images") + (images.empty() ? "" : " (" + images + ")"));
    const bool swept = std::any_of(input.points.begin(), input.points.end(),
                                   [](const DesignPoint& point) { return point.axes.contains("tech"); });
    const std::string corner = reported("corner");
    if (!swept) put(about, "technology", reported("technology") + (corner.empty() ? "" : " (" + corner + ")"));
    put(about, "seed", reported("seed"));
    const std::string version = reported("tool_version");
    const std::string planned = text_of(value_at(input.plan, "tool_version"));
    if (!version.empty() || !planned.empty()) put(about, "tool", "hashiflex " + (version.empty() ? planned : version));
    if (input.single_run) put_overrides(value_at(report, "provenance.overrides"), about);
    const Json inputs = value_at(input.plan, "inputs");
    if (!input.runs) put_inputs(inputs.is_array() ? inputs : value_at(report, "provenance.inputs"), about);
    about.quality = quality_of(input, report);
    return about;
}

std::string quality_mark(const std::string& quality_class) {
    if (quality_class == "exact") return "=";
    return quality_class == "modelled" || quality_class == "calibrated" ? "~" : "";
}

}  // namespace hashiflex
