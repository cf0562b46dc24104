// SPDX-License-Identifier: Apache-2.0
// The Pareto set of a report's points in two chosen metrics, as data and as pareto.csv.
#pragma once

#include "sim/html/metrics.h"
#include "sim/html/points.h"

#include <string>
#include <vector>

namespace hashiflex {

struct Front {
    ReportMetric x, y;
    std::vector<std::size_t> compared;  // places of the points that have both metrics
    std::vector<std::size_t> members;   // those that no other dominates, by rising x
    double reference_x = 0;             // the worst value of each metric among the points compared
    double reference_y = 0;
    double hypervolume = 0;       // in the product of the units of both keys
    std::optional<double> share;  // of the box between the worst and the best values; none if it is empty
};

// Throws ConfigError if a metric is not among those of the points, or if nobody knows which direction is better.
Front front_of(const std::vector<DesignPoint>& points, const std::string& x, const std::string& y);

// A row per member, one for the reference point; docs/html_report.md has the columns.
std::string pareto_csv(const std::vector<DesignPoint>& points, const Front& front);

// The paths of all axes, in the order of their first appearance; of all metrics likewise.
std::vector<std::string> axis_keys(const std::vector<DesignPoint>& points);
std::vector<std::string> metric_keys(const std::vector<DesignPoint>& points);

}  // namespace hashiflex
