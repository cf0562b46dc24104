// SPDX-License-Identifier: Apache-2.0
// A line of results.jsonl: what one point came to; and the table of all of them.
#pragma once

#include "sim/sweep/plan_file.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// The key paths of report.json that a row holds, with a unit and a sentence each; docs/sweep.md lists them.
struct Metric {
    const char* path;
    const char* unit;
    const char* doc;
};
const std::vector<Metric>& metrics();

// What simulating a point gave: its report, or why there is none.
struct PointResult {
    nlohmann::ordered_json report;  // null: none
    std::string error;              // empty: none
};

// Without the newline. `index` is the point's place in the plan.
std::string row_text(const PlanPoint& point, std::size_t index, const PointResult& result);

// Nothing if the line is not a whole row.
struct RowKey {
    std::string id;
    std::size_t index = 0;
    bool failed = false;
};
std::optional<RowKey> row_key(const std::string& line);

// Header and one line per row, fields as in RFC 4180 but for line ends, which are \n; null is an empty field.
std::string points_text(const PlanFile& plan);  // the columns before the metrics, of this shard
std::string csv_text(const std::vector<std::string>& axes, const std::vector<std::string>& rows);

}  // namespace hashiflex
