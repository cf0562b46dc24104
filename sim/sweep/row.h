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

// A line that was read back. Nothing if it is not a whole row.
struct Row {
    std::string id;
    std::size_t index = 0;
    bool failed = false;
    std::string no_rate;  // why there is no rate although the point did not fail; empty: there is one
    bool target_missed = false;
    std::string weights_digest;  // of quantized weights; empty: they were not
    nlohmann::ordered_json json;
};
std::optional<Row> parse_row(const std::string& line);

// The lines of results.csv with their newlines: fields as in RFC 4180; null is an empty field.
std::string csv_header(const std::vector<std::string>& axes);
std::string csv_line(const std::vector<std::string>& axes, const Row& row);
// The columns before the metrics, of the points of this shard, with a header.
std::string points_text(const PlanFile& plan);

}  // namespace hashiflex
