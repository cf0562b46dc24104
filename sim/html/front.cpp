// SPDX-License-Identifier: Apache-2.0
#include "sim/html/front.h"

#include "sim/config/error.h"
#include "sim/html/columns.h"
#include "sim/report/format.h"
#include "sim/report/results_text.h"

#include <algorithm>
#include <set>

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys_of(const std::vector<DesignPoint>& points, Json DesignPoint::*member) {
    std::vector<std::string> keys;
    std::set<std::string> seen;
    for (const auto& point : points) {
        for (const auto& [key, value] : (point.*member).items())
            if (seen.insert(key).second) keys.push_back(key);
    }
    return keys;
}

// A metric of which a better direction is known, and that the points have: as a number, or unknown in all of them.
ReportMetric objective(const std::vector<DesignPoint>& points, const std::string& option, const std::string& key) {
    std::vector<std::string> allowed;
    for (const auto& candidate : metric_keys(points))
        if (metric_of(candidate).direction) allowed.push_back(candidate);
    const bool failed = allowed.empty();  // all points: a report shows that, whatever it was to compare
    if (!failed && std::find(allowed.begin(), allowed.end(), key) == allowed.end())
        throw config_error({option, "", "'" + key + "'", joined(allowed), nearest(key, allowed)});
    return metric_of(key);
}

std::string csv_row(const std::vector<Json>& fields) {
    std::string row;
    for (const auto& field : fields) row += (row.empty() ? "" : ",") + csv_field(field);
    return row + "\n";
}

}  // namespace

std::vector<std::string> axis_keys(const std::vector<DesignPoint>& points) {
    return keys_of(points, &DesignPoint::axes);
}

std::vector<std::string> metric_keys(const std::vector<DesignPoint>& points) {
    return keys_of(points, &DesignPoint::metrics);
}

Front front_of(const std::vector<DesignPoint>& points, const std::string& x, const std::string& y) {
    Front front;
    front.x = objective(points, "--x", x);
    front.y = objective(points, "--y", y);
    std::vector<Objectives> values;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto at_x = number_of(points[i], x);
        const auto at_y = number_of(points[i], y);
        if (!at_x || !at_y) continue;
        front.compared.push_back(i);
        values.push_back({*at_x, *at_y});
    }
    if (values.empty()) return front;
    const Directions better{*front.x.direction, *front.y.direction};
    std::vector<std::size_t> places = pareto_set(values, better);
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t a, std::size_t b) { return values[a][0] < values[b][0]; });
    for (const std::size_t place : places) front.members.push_back(front.compared[place]);
    const Objectives worst = worst_of(values, better);
    const Objectives best = best_of(values, better);
    front.reference_x = worst[0];
    front.reference_y = worst[1];
    front.hypervolume = hypervolume(values, worst, better);
    const double box = std::abs((best[0] - worst[0]) * (best[1] - worst[1]));
    if (box > 0) front.share = front.hypervolume / box;
    return front;
}

std::string pareto_csv(const std::vector<DesignPoint>& points, const Front& front) {
    const std::vector<std::string> axes = axis_keys(points);
    const ColumnIndex columns(axes);
    std::vector<Json> titles{"row", "id", "index"};
    titles.insert(titles.end(), axes.begin(), axes.end());
    titles.insert(titles.end(), {front.x.key, front.y.key, "hypervolume"});
    std::string text = csv_row(titles);
    for (const std::size_t place : front.members) {
        const DesignPoint& point = points[place];
        text += "front," + csv_field(point.id) + "," + csv_field(point.index);
        for (const Json* cell : columns.cells(point.axes)) {
            text += ',';
            if (cell != nullptr) text += csv_field(*cell);
        }
        text += "," + csv_field(point.metrics[front.x.key]) + "," + csv_field(point.metrics[front.y.key]) + ",\n";
    }
    if (front.members.empty()) return text;
    std::vector<Json> row{"reference", Json(), Json()};
    row.insert(row.end(), axes.size(), Json());
    row.insert(row.end(), {rounded(front.reference_x), rounded(front.reference_y), rounded(front.hypervolume)});
    return text + csv_row(row);
}

}  // namespace hashiflex
