// SPDX-License-Identifier: Apache-2.0
#include "sim/html/markdown.h"

#include "sim/report/format.h"
#include "sim/report/results_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;
using Cells = std::vector<std::string>;

// What Markdown would read as markup, made plain.
std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            out += ' ';
            continue;
        }
        if (std::string("\\`*_|<>[]~#@").find(c) != std::string::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string row(const Cells& cells) {
    std::string text = "|";
    for (const auto& cell : cells) text += " " + cell + " |";
    return text + "\n";
}

std::string rule(std::size_t left, std::size_t right) {
    Cells cells(left, "---");
    cells.insert(cells.end(), right, "---:");
    return row(cells);
}

std::string count(std::size_t number) {
    return with_thousands(static_cast<std::int64_t>(number));
}

std::string value_text(const Json& value, const UnitScale& scale) {
    if (value.is_null()) return "-";
    constexpr double kExact = 9007199254740992;  // 2^53: beyond, a double is no count
    const double number = value.is_number() ? value.get<double>() : kExact;
    if (scale.unit == "cycles" && number == std::floor(number) && std::abs(number) < kExact)
        return with_thousands(static_cast<std::int64_t>(value.get<double>()));
    if (value.is_number()) return readable(value.get<double>() / scale.factor);
    return plain(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string titled(const ReportMetric& metric, const UnitScale& scale) {
    return metric.label + (scale.unit.empty() ? "" : ", " + scale.unit);
}

bool some_has(const std::vector<DesignPoint>& points, const ReportMetric& metric) {
    return std::any_of(points.begin(), points.end(),
                       [&](const DesignPoint& p) { return !p.metrics.value(metric.key, Json()).is_null(); });
}

// The headline metrics that at least one point has.
std::vector<ReportMetric> headlines(const std::vector<DesignPoint>& points) {
    std::vector<ReportMetric> found;
    for (const auto& metric : known_metrics())
        if (metric.headline && some_has(points, metric)) found.push_back(metric);
    return found;
}

// What people quote and no point has. Points that all failed have nothing at all.
std::vector<ReportMetric> missing(const std::vector<DesignPoint>& points) {
    std::vector<ReportMetric> found;
    const auto with_key = [&](const std::string& key) {
        return std::any_of(points.begin(), points.end(), [&](const DesignPoint& p) { return p.metrics.contains(key); });
    };
    for (const auto& metric : known_metrics())
        if (metric.headline && !metric.unit.empty() && with_key(metric.key) && !some_has(points, metric))
            found.push_back(metric);
    return found;
}

// Why a report has no such number; empty: there is no report, or it does not say.
std::string reason_of(const std::vector<DesignPoint>& points, const std::string& key) {
    for (const auto& point : points) {
        if (point.report.empty()) continue;
        const Json reasons = value_at(load_report(point.report), "reasons");
        const auto reason = reasons.is_object() ? reasons.find(key) : reasons.end();
        if (reasons.is_object() && reason != reasons.end() && reason->is_string()) return reason->get<std::string>();
    }
    return "";
}

UnitScale common_scale(const std::vector<DesignPoint>& points, const ReportMetric& metric) {
    double largest = 0;
    for (const auto& point : points) largest = std::max(largest, std::abs(number_of(point, metric.key).value_or(0)));
    return scale_of(metric, largest);
}

std::string head(const About& about) {
    std::string facts;
    for (const auto& [word, value] : about.facts) facts += (facts.empty() ? "" : " · ") + word + " " + plain(value);
    return "### " + plain(about.title) + "\n\n" + facts + "\n\n";
}

bool misses_target(const DesignPoint& point) {
    return point.error.empty() && point.metrics.value("cycles.target_met", Json()) == Json(false);
}

std::string run_table(const DesignPoint& point, const About& about) {
    std::string text = row({"metric", "", "value", "unit"}) + "| --- | --- | ---: | --- |\n";
    for (const auto& metric : headlines({point})) {
        const UnitScale scale = common_scale({point}, metric);
        const std::string mark = quality_mark(quality_class(about.quality, metric.key));
        text += row({metric.label, plain(mark), value_text(point.metrics[metric.key], scale), scale.unit});
    }
    for (const auto& metric : missing({point})) {
        const std::string reason = reason_of({point}, metric.key);
        text += row({metric.label, "", "unknown" + (reason.empty() ? "" : ": " + plain(reason)), ""});
    }
    if (misses_target(point))
        text += fmt::format("\nThe target of {} cycles per image is missed.\n",
                            value_text(point.metrics.value("cycles.target", Json()), {1, "cycles"}));
    return text + "\n= exact: simulated or counted; \\~ modelled: counts times prices, no wires\n";
}

std::string front_sentence(const Front& front) {
    if (front.members.empty())
        return "No point has both " + front.x.label + " and " + front.y.label + ": there is no Pareto set.\n\n";
    const auto shown = [](const ReportMetric& metric, double value) {
        const UnitScale scale = scale_of(metric, value);
        return readable(value / scale.factor) + (scale.unit.empty() ? "" : " " + scale.unit);
    };
    std::string text = fmt::format("Pareto set: {} of {} points ({}; {}).", front.members.size(),
                                   count(front.compared.size()), direction_text(front.x), direction_text(front.y));
    if (front.share)
        text += fmt::format(" They cover {} % of the box between the worst ({}, {}) and the best values.",
                            readable(100 * *front.share), shown(front.x, front.reference_x),
                            shown(front.y, front.reference_y));
    return text + "\n\n";
}

std::string point_table(const std::vector<DesignPoint>& points, const std::vector<std::size_t>& places,
                        std::size_t rows) {
    const std::vector<std::string> axes = axis_keys(points);
    const std::vector<ReportMetric> metrics = headlines(points);
    std::vector<UnitScale> scales;
    Cells titles;
    for (const auto& axis : axes) titles.push_back(plain(axis));
    for (const auto& metric : metrics) {
        scales.push_back(common_scale(points, metric));
        titles.push_back(titled(metric, scales.back()));
    }
    std::string text = row(titles) + rule(axes.size(), metrics.size());
    for (std::size_t m = 0; m < std::min(rows, places.size()); ++m) {
        const DesignPoint& point = points[places[m]];
        Cells cells;
        for (const auto& axis : axes) {
            const Json value = point.axes.value(axis, Json());
            cells.push_back(plain(value.is_string() ? value.get<std::string>() : value.dump()));
        }
        for (std::size_t i = 0; i < metrics.size(); ++i)
            cells.push_back(value_text(point.metrics.value(metrics[i].key, Json()), scales[i]));
        text += row(cells);
    }
    if (places.size() > rows) text += fmt::format("\n{} more are not shown.\n", places.size() - rows);
    for (const auto& metric : missing(points)) {
        const std::string reason = reason_of(points, metric.key);
        text += "\n" + metric.label + ": unknown in all points" +
                (reason.empty() ? "" : ", the first because " + plain(reason)) + "\n";
    }
    return text;
}

}  // namespace

std::string report_markdown(const ReportInput& input, const Front& front, std::size_t rows) {
    const About run = about(input);
    std::string text = head(run);
    for (const auto& note : input.notes) text += plain(note) + "\n\n";
    if (input.single_run) return text + run_table(input.points.front(), run);
    const auto failed =
        std::count_if(input.points.begin(), input.points.end(), [](auto& p) { return !p.error.empty(); });
    text += fmt::format("{} design points", count(input.points.size()));
    const auto missing_target = std::count_if(input.points.begin(), input.points.end(), misses_target);
    if (failed > 0) text += fmt::format(", {} failed", failed);
    if (missing_target > 0)
        text += fmt::format(", {} {} target\\_cycles\\_per\\_image", missing_target,
                            missing_target == 1 ? "misses" : "miss");
    text += ". ";
    text += front_sentence(front);
    std::vector<std::size_t> places = front.members;
    if (input.runs) {
        places.resize(input.points.size());
        std::iota(places.begin(), places.end(), std::size_t{0});
    }
    return places.empty() ? text : text + point_table(input.points, places, rows);
}

}  // namespace hashiflex
