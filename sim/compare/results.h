// SPDX-License-Identifier: Apache-2.0
// What is compared: the numbers of one or many design points by key path, from a report or a folder of results.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace hashiflex {

struct ResultValue {
    nlohmann::ordered_json value;  // a number, text, boolean or null
    bool exact = true;             // the report's own class: simulated or counted, not modelled
};

// Key path to value; items of lists go by their name: "stages.stem.busy".
using PointValues = std::map<std::string, ResultValue>;

// Design points by name: of a report the design, of a sweep the values of its axes.
using ResultPoints = std::map<std::string, PointValues>;

// `path` is a report.json, a folder that holds one, a folder of such folders, or the results.jsonl of a sweep or its
// folder. Which run it was (provenance, engine, reasons) is not among the values. Throws ConfigError.
ResultPoints load_results(const std::filesystem::path& path);

PointValues values_of_report(const nlohmann::ordered_json& report);

}  // namespace hashiflex
