// SPDX-License-Identifier: Apache-2.0
// The metrics of a design point as people read them: name, unit, and which direction is better.
#pragma once

#include "sim/html/pareto.h"

#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct ReportMetric {
    std::string key;  // of report.json, "area.total_um2"
    std::string label;
    std::string unit;                 // of the key's values
    std::optional<Better> direction;  // none: neither is better, or nobody has said
    bool headline = false;            // one of the numbers that people quote
};

// The metrics known by name, in the order in which a reader wants them.
const std::vector<ReportMetric>& known_metrics();

// A number that a reader of any report looks for: shown as unknown rather than left out.
inline bool is_quoted(const ReportMetric& metric) {
    return metric.headline && metric.direction.has_value();
}

// A known metric, or one made of the key: its unit is the ending of the key ("_um2").
ReportMetric metric_of(const std::string& key);

// A unit in which values up to `largest` are easy to read: what is shown is value / factor.
struct UnitScale {
    double factor = 1;
    std::string unit;
};
UnitScale scale_of(const ReportMetric& metric, double largest);

// "area", or "throughput, larger is better"
std::string direction_text(const ReportMetric& metric);

}  // namespace hashiflex
