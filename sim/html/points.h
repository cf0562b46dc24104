// SPDX-License-Identifier: Apache-2.0
// What a report is about: design points with their axes and metrics, from a sweep or from single runs.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct DesignPoint {
    std::string id;
    std::int64_t index = 0;
    nlohmann::ordered_json axes = nlohmann::ordered_json::object();  // dotted path of the design: value
    nlohmann::ordered_json metrics =
        nlohmann::ordered_json::object();  // key path of report.json: number, text, bool, null
    nlohmann::ordered_json quality;        // of a sweep's row: the metrics that are not exact; null: nothing is said
    std::string error;                     // why there are no metrics; empty: none
    std::filesystem::path report;          // its report.json; empty: there is none
};

struct ReportInput {
    bool single_run = false;
    bool runs = false;                // several runs, each with a report of its own
    std::vector<DesignPoint> points;  // by index
    nlohmann::ordered_json plan;      // the plan.json of a sweep; null: there is none
    std::vector<std::string> notes;   // what a reader should know about the input
};

// `path` is a report.json, a folder that holds one, a folder of such folders, or the results.jsonl of a sweep or its
// folder. Throws ConfigError.
ReportInput load_points(const std::filesystem::path& path);

// A whole report.json of this version. Throws ConfigError.
nlohmann::ordered_json load_report(const std::filesystem::path& file);

// What `keys` lead to ("area.total_um2"), null where they lead nowhere.
nlohmann::ordered_json value_at(const nlohmann::ordered_json& report, const std::string& keys);

// The metric as a finite number.
std::optional<double> number_of(const DesignPoint& point, const std::string& key);

}  // namespace hashiflex
