// SPDX-License-Identifier: Apache-2.0
#include "sim/compare/results.h"

#include "sim/config/error.h"
#include "sim/files/json_text.h"
#include "sim/files/look.h"
#include "sim/report/results_text.h"
#include "sim/report/to_json.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kAboutTheRun{"schema_version", "engine", "quality", "reasons", "provenance"};

const char* const kDigest = "weights_digest";  // of a sweep's row: exact, as every text is

std::string child(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "." + key;
}

// `pattern` is the path as `quality` writes it, with [] for any item.
void flatten(const Json& node, const std::string& path, const std::string& pattern, const Json& quality,
             bool exact_above, PointValues& values) {
    const auto note = quality.find(pattern);
    const bool exact = note == quality.end() ? exact_above : text_at(*note, "class") == "exact";
    if (node.is_object()) {
        for (const auto& [key, value] : node.items())
            flatten(value, child(path, key), child(pattern, key), quality, exact, values);
    } else if (node.is_array()) {
        for (std::size_t i = 0; i < node.size(); ++i) {
            const std::string name = text_at(node[i], "name");
            flatten(node[i], child(path, name.empty() ? std::to_string(i) : name), pattern + "[]", quality, exact,
                    values);
        }
    } else {
        values[path] = {node, exact};
    }
}

[[noreturn]] void refuse(const fs::path& file, const std::string& path, const std::string& found,
                         const std::string& allowed) {
    throw config_error({file.string(), path, found, allowed, ""});
}

Json parsed(const std::string& text, const fs::path& file, const std::string& what) {
    Json json = parse_json(text);
    if (json.is_discarded() || !json.is_object()) refuse(file, what, "no JSON object", "what hashiflex wrote");
    return json;
}

void add_report(const fs::path& file, ResultPoints& points) {
    const Json report = parsed(text_of_results(file), file, "");
    const Json version = report.value("schema_version", Json());
    if (text_at(report, "design").empty() || !report.contains("quality") || !version.is_number_integer())
        refuse(file, "", "a JSON file of another kind", "report.json of hashiflex run");
    if (report.value("schema_version", 0) != kReportSchemaVersion)
        refuse(file, "schema_version", report.value("schema_version", Json()).dump(),
               std::to_string(kReportSchemaVersion) +
                   ", that of this program: reports of different schema_version are not compared");
    const auto design = report["design"].get<std::string>();
    if (!points.emplace(design, values_of_report(report)).second)
        refuse(file, "design", "'" + design + "' again", "one report per design");
}

// One line per design point of a sweep.
void add_sweep(const fs::path& file, ResultPoints& points) {
    std::istringstream stream(text_of_results(file));
    int line = 0;
    for (std::string text; std::getline(stream, text);) {
        const std::string where = "line " + std::to_string(++line);
        const Json row = parsed(text, file, where);
        if (!row.contains("axes") || !row.contains("metrics"))
            refuse(file, where, "no axes or metrics", "a sweep's row");
        std::string name;
        for (const auto& [axis, value] : row["axes"].items())
            name +=
                (name.empty() ? "" : ", ") + axis + "=" + (value.is_string() ? value.get<std::string>() : value.dump());
        PointValues values;
        flatten(row["metrics"], "", "", row.value("quality", Json::object()), true, values);
        values["error"] = {row.value("error", Json()), true};
        if (row.contains(kDigest)) values[kDigest] = {row[kDigest], true};
        points[name] = std::move(values);
    }
}

}  // namespace

PointValues values_of_report(const Json& report) {
    PointValues values;
    for (const auto& [key, value] : report.items()) {
        const std::string name = key;
        if (std::find(kAboutTheRun.begin(), kAboutTheRun.end(), name) != kAboutTheRun.end()) continue;
        flatten(value, name, name, report["quality"], true, values);
    }
    return values;
}

ResultPoints load_results(const fs::path& path) {
    ResultPoints points;
    if (path.extension() == ".jsonl") {
        add_sweep(path, points);
    } else if (!is_folder(path)) {
        add_report(path, points);
    } else if (is_there(path / "results.jsonl")) {
        add_sweep(path / "results.jsonl", points);
    } else if (is_there(path / "report.json")) {
        add_report(path / "report.json", points);
    } else {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(path)) {
            if (is_folder(entry.path()) && is_there(entry.path() / "report.json"))
                files.push_back(entry.path() / "report.json");
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files) add_report(file, points);
    }
    if (points.empty()) refuse(path, "", "no results", "results.jsonl, report.json, or folders with report.json");
    return points;
}

}  // namespace hashiflex
