// SPDX-License-Identifier: Apache-2.0
// Lists instead of objects wherever there are many: a page of 10,000 points stays small.
#include "sim/html/page_data.h"

#include "sim/html/about.h"
#include "sim/html/columns.h"
#include "sim/html/detail.h"
#include "sim/report/results_text.h"

#include <algorithm>
#include <cmath>

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;

const char* better_text(const std::optional<Better>& direction) {
    if (!direction) return "";
    return *direction == Better::larger ? "larger" : "smaller";
}

Json pairs(const std::vector<std::pair<std::string, std::string>>& list) {
    Json json = Json::array();
    for (const auto& [first, second] : list) json.push_back({first, second});
    return json;
}

Json axis_json(const std::string& key) {
    Json json;
    json["key"] = key;
    return json;
}

Json metric_json(const ReportMetric& metric, const std::vector<DesignPoint>& points, const About& about) {
    double largest = 0;
    for (const auto& point : points) largest = std::max(largest, std::abs(number_of(point, metric.key).value_or(0)));
    const UnitScale scale = scale_of(metric, largest);
    Json json;
    json["key"] = metric.key;
    json["label"] = metric.label;
    json["unit"] = scale.unit;
    json["factor"] = scale.factor;
    json["better"] = better_text(metric.direction);
    json["headline"] = metric.headline;
    json["mark"] = quality_mark(quality_class(about.quality, metric.key));
    return json;
}

// Known metrics in their order, then the others; of those that all points of many lack, what people quote.
std::vector<ReportMetric> metrics_shown(const ReportInput& input) {
    std::vector<ReportMetric> shown;
    const auto known = [&](const std::string& key) {
        const auto has = [&](const DesignPoint& point) { return !point.metrics.value(key, Json()).is_null(); };
        return std::any_of(input.points.begin(), input.points.end(), has);
    };
    const std::vector<std::string> keys = metric_keys(input.points);
    for (const auto& metric : known_metrics())
        if (std::find(keys.begin(), keys.end(), metric.key) != keys.end() &&
            (input.single_run || is_quoted(metric) || known(metric.key)))
            shown.push_back(metric);
    for (const auto& key : keys) {
        const auto same = [&](const ReportMetric& metric) { return metric.key == key; };
        if (std::none_of(shown.begin(), shown.end(), same) && known(key)) shown.push_back(metric_of(key));
    }
    return shown;
}

Json point_json(const DesignPoint& point, const ColumnIndex& axes, const ColumnIndex& metrics) {
    const Json values = point.error.empty() ? metrics.values(point.metrics) : Json::array();
    return Json::array(
        {point.id, point.index, axes.values(point.axes), values, point.error.empty() ? Json() : Json(point.error)});
}

std::vector<std::string> keys_of(const std::vector<ReportMetric>& metrics) {
    std::vector<std::string> keys;
    for (const auto& metric : metrics) keys.push_back(metric.key);
    return keys;
}

Json front_json(const std::vector<DesignPoint>& points, const Front& front) {
    Json json;
    json["x"] = front.x.key;
    json["y"] = front.y.key;
    json["members"] = Json::array();
    for (const std::size_t place : front.members) json["members"].push_back(points[place].id);
    return json;
}

// The points whose details go into the page.
std::vector<std::size_t> detailed(const ReportInput& input, const Front& front, std::size_t most) {
    std::vector<std::size_t> places = front.members;
    std::vector<bool> taken(input.points.size());
    for (const std::size_t place : places) taken[place] = true;
    for (std::size_t i = 0; i < input.points.size(); ++i)
        if (!taken[i]) places.push_back(i);
    const auto without = [&](std::size_t place) { return input.points[place].report.empty(); };
    places.erase(std::remove_if(places.begin(), places.end(), without), places.end());
    places.resize(std::min(places.size(), most));
    return places;
}

}  // namespace

Json page_data(const ReportInput& input, const Front& front, const PageOptions& options) {
    const About run = about(input);
    const std::vector<std::string> axes = axis_keys(input.points);
    const std::vector<ReportMetric> metrics = metrics_shown(input);
    Json data;
    data["title"] = run.title;
    data["single_run"] = input.single_run;
    data["runs"] = input.runs;
    data["facts"] = pairs(run.facts);
    data["inputs"] = pairs(run.inputs);
    data["notes"] = input.notes;
    data["axes"] = Json::array();
    for (const auto& axis : axes) data["axes"].push_back(axis_json(axis));
    data["metrics"] = Json::array();
    for (const auto& metric : metrics) data["metrics"].push_back(metric_json(metric, input.points, run));
    data["front"] = front_json(input.points, front);
    data["points"] = Json::array();
    const ColumnIndex axis_columns(axes), metric_columns(keys_of(metrics));
    for (const auto& point : input.points) data["points"].push_back(point_json(point, axis_columns, metric_columns));
    StringPool names;
    data["details"] = Json::object();
    for (const std::size_t place : detailed(input, front, options.details)) {
        const DesignPoint& point = input.points[place];
        data["details"][point.id] = detail_json(load_report(point.report), names);
    }
    data["names"] = names.names();
    return data;
}

}  // namespace hashiflex
