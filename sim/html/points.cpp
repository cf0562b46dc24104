// SPDX-License-Identifier: Apache-2.0
#include "sim/html/points.h"

#include "sim/config/error.h"
#include "sim/files/json_text.h"
#include "sim/files/look.h"
#include "sim/html/metrics.h"
#include "sim/report/results_text.h"
#include "sim/report/to_json.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& where, const std::string& path, const std::string& found,
                         const std::string& allowed) {
    throw config_error({where, path, found, allowed, ""});
}

// The parts of a report that a table of points shows.
Json metrics_of(const Json& report) {
    Json metrics = Json::object();
    for (const char* key : {"design", "network", "engine", "image_source"}) metrics[key] = value_at(report, key);
    for (const auto& metric : known_metrics()) metrics[metric.key] = value_at(report, metric.key);
    return metrics;
}

DesignPoint point_of_report(const fs::path& file, const std::string& id, std::size_t index) {
    DesignPoint point;
    point.id = id;
    point.index = static_cast<std::int64_t>(index);
    point.metrics = metrics_of(load_report(file));
    point.report = file;
    return point;
}

// An id is a name of a folder, nothing that leads elsewhere.
fs::path report_of(const fs::path& sweep, const std::string& id) {
    if (id.find('/') != std::string::npos || id == "..") return {};
    const fs::path file = sweep / "points" / id / "report.json";
    return is_file(file) ? file : fs::path();
}

// Lists and maps are shown as a sweep writes them.
Json as_text(Json axes) {
    for (auto& value : axes)
        if (value.is_structured()) value = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return axes;
}

void require_plain(const Json& metrics, const std::string& where) {
    if (!metrics.is_object()) refuse(where, "metrics", metrics.dump(), "an object");
    for (const auto& [name, value] : metrics.items())
        if (value.is_structured()) refuse(where, "metrics." + name, value.dump(), "a number, a text or null");
}

DesignPoint point_of_row(const std::string& text, const std::string& where, const fs::path& sweep) {
    const Json row = parse_json(text);
    if (row.is_discarded() || !row.is_object()) refuse(where, "", "no JSON object", "a sweep's row");
    for (const char* key : {"id", "index", "axes", "metrics"})
        if (!row.contains(key)) refuse(where, key, "nothing", "a sweep's row: id, index, axes, metrics, error");
    DesignPoint point;
    if (!row["id"].is_string()) refuse(where, "id", row["id"].dump(), "a text");
    if (!row["index"].is_number_integer()) refuse(where, "index", row["index"].dump(), "an integer");
    const Json error = row.value("error", Json());
    if (!error.is_string() && !error.is_null()) refuse(where, "error", error.dump(), "a text or null");
    point.id = row["id"];
    point.index = row["index"];
    if (!row["axes"].is_object()) refuse(where, "axes", row["axes"].dump(), "an object");
    point.axes = as_text(row["axes"]);
    if (!row["metrics"].is_null()) point.metrics = row["metrics"];
    if (error.is_string()) point.error = error;
    if (row.contains("quality") && row["quality"].is_object()) point.quality = row["quality"];
    require_plain(point.metrics, where);
    point.report = report_of(sweep, point.id);
    return point;
}

// The plan beside the results says what the rows do not: which design, which engine, how many points there will be.
void add_plan(const fs::path& file, ReportInput& input) {
    if (!is_file(file)) return;
    const Json plan = parse_json(text_of_results(file));
    if (plan.is_discarded() || !plan.is_object()) refuse(file.string(), "", "no JSON object", "the plan of a sweep");
    input.plan = plan;
    const Json points = value_at(plan, "points");
    if (value_at(plan, "shard").is_null() && points.is_array() && points.size() > input.points.size())
        input.notes.push_back(std::to_string(input.points.size()) + " of " + std::to_string(points.size()) +
                              " points of the sweep are done.");
}

ReportInput sweep_input(const fs::path& file) {
    ReportInput input;
    const std::string text = text_of_results(file);
    std::set<std::string> ids;
    std::size_t line = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        const std::string where = file.string() + ":" + std::to_string(++line);
        if (end == std::string::npos) {
            input.notes.push_back("The last line of the results is not complete: the sweep is running or was stopped.");
            break;
        }
        input.points.push_back(point_of_row(text.substr(begin, end - begin), where, file.parent_path()));
        if (!ids.insert(input.points.back().id).second)
            refuse(where, "id", "'" + input.points.back().id + "' again", "one row per point");
        begin = end + 1;
    }
    std::stable_sort(input.points.begin(), input.points.end(),
                     [](const DesignPoint& a, const DesignPoint& b) { return a.index < b.index; });
    add_plan(file.parent_path() / "plan.json", input);
    return input;
}

ReportInput single_input(const fs::path& file) {
    ReportInput input;
    input.single_run = true;
    input.points.push_back(point_of_report(file, "run", 0));
    return input;
}

// Every run is a point; the name of its folder is the only axis.
ReportInput folders_input(const fs::path& folder) {
    std::vector<fs::path> runs;
    for (const auto& entry : fs::directory_iterator(folder))
        if (is_folder(entry.path()) && is_there(entry.path() / "report.json")) runs.push_back(entry.path());
    std::sort(runs.begin(), runs.end());
    ReportInput input;
    input.runs = true;
    for (const auto& run : runs) {
        const std::string name = run.filename().string();
        input.points.push_back(point_of_report(run / "report.json", name, input.points.size()));
        input.points.back().axes["run"] = name;
    }
    return input;
}

}  // namespace

Json load_report(const fs::path& file) {
    const Json report = parse_json(text_of_results(file));
    if (report.is_discarded() || !report.is_object())
        refuse(file.string(), "", "no JSON object", "report.json of hashiflex run");
    for (const char* key : {"design", "cycles", "stages"})
        if (!report.contains(key))
            refuse(file.string(), "", "a JSON file of another kind", "report.json of hashiflex run");
    const Json version = value_at(report, "schema_version");
    if (version != kReportSchemaVersion)
        refuse(file.string(), "schema_version", version.dump(), std::to_string(kReportSchemaVersion));
    return report;
}

Json value_at(const Json& report, const std::string& keys) {
    const Json* node = &report;
    for (std::size_t begin = 0; begin <= keys.size();) {
        const std::size_t end = std::min(keys.find('.', begin), keys.size());
        const std::string key = keys.substr(begin, end - begin);
        if (!node->is_object() || !node->contains(key)) return nullptr;
        node = &(*node)[key];
        begin = end + 1;
    }
    return *node;
}

std::optional<double> number_of(const DesignPoint& point, const std::string& key) {
    const auto found = point.metrics.find(key);
    if (!point.error.empty() || found == point.metrics.end() || !found->is_number()) return std::nullopt;
    const double value = found->get<double>();
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

ReportInput load_points(const fs::path& path) {
    ReportInput input;
    if (path.extension() == ".jsonl") {
        input = sweep_input(path);
    } else if (!is_folder(path)) {
        input = single_input(path);
    } else if (is_there(path / "results.jsonl")) {
        input = sweep_input(path / "results.jsonl");
    } else if (is_there(path / "report.json")) {
        input = single_input(path / "report.json");
    } else {
        input = folders_input(path);
    }
    if (input.points.empty())
        refuse(path.string(), "", "no results", "results.jsonl, report.json, or folders with report.json");
    return input;
}

}  // namespace hashiflex
