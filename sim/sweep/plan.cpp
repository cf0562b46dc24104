// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/plan.h"

#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/config/scalar.h"
#include "sim/sweep/axis_paths.h"
#include "sim/sweep/constraint.h"
#include "sim/sweep/value.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <stdexcept>

namespace hashiflex {
namespace {

using Points = std::vector<Settings>;

[[noreturn]] void refuse_axes(const std::string& where, const std::string& path, const std::string& found,
                              const std::string& allowed) {
    throw config_error({where, path, found, allowed, ""});
}

void require_few(double points, const SweepFile& sweep) {
    if (points > static_cast<double>(kMostPoints))
        refuse_axes(sweep.path.string(), "axes", "more points than a sweep may have",
                    "at most " + std::to_string(kMostPoints));
}

// Every point of `slow` with every point of `fast`, which changes faster.
Points product(const Points& slow, const Points& fast, const SweepFile& sweep) {
    require_few(static_cast<double>(slow.size()) * static_cast<double>(fast.size()), sweep);
    Points points;
    points.reserve(slow.size() * fast.size());
    for (const auto& a : slow) {
        for (const auto& b : fast) {
            points.push_back(a);
            points.back().insert(points.back().end(), b.begin(), b.end());
        }
    }
    return points;
}

Points grid_points(const std::vector<AxisSpec>& axes, const SweepFile& sweep) {
    Points points{{}};
    for (const auto& axis : axes) {
        Points values;
        for (auto& value : values_of(axis)) values.push_back({{axis.path, std::move(value)}});
        points = product(points, values, sweep);
    }
    return points;
}

Points zip_points(const std::vector<AxisSpec>& axes) {
    Points points(values_of(axes.front()).size());
    for (const auto& axis : axes) {
        const auto values = values_of(axis);
        if (values.size() != points.size())
            refuse_axes(axis.where, axis.path, std::to_string(values.size()) + " values",
                        "as many as '" + axes.front().path + "' has: " + std::to_string(points.size()));
        for (std::size_t i = 0; i < points.size(); ++i) points[i].push_back({axis.path, values[i]});
    }
    return points;
}

// The generator's numbers are fixed by the standard, those of the library's distributions are not.
Points random_points(const RandomSpec& spec) {
    std::mt19937_64 random(static_cast<std::uint64_t>(spec.seed));
    std::vector<std::vector<Node>> values;
    for (const auto& axis : spec.axes) values.push_back(values_of(axis));
    Points points(static_cast<std::size_t>(spec.count));
    for (auto& point : points)
        for (std::size_t a = 0; a < values.size(); ++a)
            point.push_back({spec.axes[a].path, values[a][random() % values[a].size()]});
    return points;
}

Points block_points(const AxisBlock& block, const SweepFile& sweep) {
    if (!block.grid.empty()) return grid_points(block.grid, sweep);
    if (!block.zip.empty()) return zip_points(block.zip);
    if (block.random) return random_points(*block.random);
    return block.list;
}

const Node* setting_of(const Settings& point, const std::string& path) {
    for (const auto& setting : point)
        if (setting.path == path) return &setting.value;
    return nullptr;
}

bool fits(const Settings& point, const Settings& pattern) {
    return std::all_of(pattern.begin(), pattern.end(), [&](const Setting& wanted) {
        const Node* value = setting_of(point, wanted.path);
        if (value == nullptr) return false;
        if (wanted.value.kind != Node::Kind::sequence) return same_value(*value, wanted.value);
        return std::any_of(wanted.value.items.begin(), wanted.value.items.end(),
                           [&](const Node& item) { return same_value(*value, item); });
    });
}

void check_patterns(const SweepFile& sweep, const std::vector<std::string>& paths) {
    for (const auto& pattern : sweep.exclude) {
        if (pattern.empty())
            refuse_axes(sweep.path.string(), "exclude", "an empty pattern", "keys of axes with values");
        for (const auto& setting : pattern)
            if (std::find(paths.begin(), paths.end(), setting.path) == paths.end())
                throw config_error({setting.value.where(), "exclude", "'" + setting.path + "'",
                                    "keys of axes: " + joined(paths), nearest(setting.path, paths)});
    }
}

std::optional<ConstraintValue> constraint_value(const Node* node) {
    if (node == nullptr || node->kind != Node::Kind::scalar) return std::nullopt;
    const auto number = node->quoted ? std::nullopt : parse_real(node->text);
    std::optional<ConstraintValue> value(node->text);
    if (number) *value = *number;
    return value;
}

// nullptr: the design file says nothing there.
const Node* design_value(const Node& design, const std::string& path) {
    const Node* node = &design;
    for (const auto& step : parse_path(path)) {
        if (node == nullptr) break;
        if (!step.index)
            node = node->find(step.key);
        else
            node = *step.index < node->items.size() ? &node->items[*step.index] : nullptr;
    }
    return node;
}

bool fulfils(const Settings& point, const SweepFile& sweep, const Node& design) {
    const KeyValues values = [&](const std::string& path) {
        const Node* axis = setting_of(point, path);
        return constraint_value(axis != nullptr ? axis : design_value(design, path));
    };
    for (std::size_t i = 0; i < sweep.constraints.size(); ++i) {
        try {
            if (!holds(sweep.constraints[i], values)) return false;
        } catch (const std::invalid_argument& error) {
            const Node* place = design_value(sweep.document.root, item_path("constraints", i));
            throw ConfigError((place != nullptr ? place->where() : sweep.path.string()) + ": " +
                              item_path("constraints", i) + ": " + error.what());
        }
    }
    return true;
}

// Equal for points that set equal values, however their numbers are written.
std::string key_of(const Settings& point) {
    nlohmann::ordered_json values;
    for (const auto& setting : point) values.push_back({setting.path, json_of(setting.value)});
    return values.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

// A pattern that no point fits is a slip of the pen: it was to leave out something.
void require_used(const SweepFile& sweep, const std::vector<bool>& used) {
    for (std::size_t i = 0; i < used.size(); ++i)
        if (!used[i])
            refuse_axes(sweep.exclude[i].front().value.where(), item_path("exclude", i), "a pattern that fits no point",
                        "values that its keys take together");
}

}  // namespace

std::vector<Node> values_of(const AxisSpec& axis) {
    if (!axis.range) return axis.values;
    const RangeSpec& range = *axis.range;
    std::vector<Node> values;
    if (range.scale == Scale::linear && (range.to - range.from) / range.step > static_cast<double>(kMostPoints))
        refuse_axes(axis.where, axis.path, "a range of too many values", "at most " + std::to_string(kMostPoints));
    const double slack = 1e-9 * range.step;  // 0.1 + 0.1 + ... shall reach 1
    for (std::size_t i = 0;; ++i) {
        const double steps = static_cast<double>(i) * range.step;
        const double value =
            range.scale == Scale::linear ? range.from + steps : std::ldexp(range.from, static_cast<int>(steps));
        if (value > range.to + (range.scale == Scale::linear ? slack : 0)) return values;
        if (values.size() == kMostPoints)
            refuse_axes(axis.where, axis.path, "a range of too many values", "at most " + std::to_string(kMostPoints));
        values.push_back(node_of_number(value));
    }
}

std::vector<std::string> overrides(const Settings& point) {
    std::vector<std::string> sets;
    for (const auto& setting : point) sets.push_back(setting.path + "=" + text_of(setting.value));
    return sets;
}

Plan expand(const SweepFile& sweep, const Node& design) {
    Plan plan;
    for (const auto& axis : axis_paths(sweep)) plan.axes.push_back(axis.path);
    check_patterns(sweep, plan.axes);
    Points points{{}};
    for (const auto& block : sweep.axes) points = product(points, block_points(block, sweep), sweep);
    std::set<std::string> seen;
    std::vector<bool> used(sweep.exclude.size());
    for (auto& point : points) {
        bool excluded = false;
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (!fits(point, sweep.exclude[i])) continue;
            excluded = true;
            used[i] = true;
        }
        if (excluded || !fulfils(point, sweep, design) || !seen.insert(key_of(point)).second) continue;
        plan.points.push_back(std::move(point));
    }
    require_used(sweep, used);
    if (plan.points.empty())
        refuse_axes(sweep.path.string(), "", "no point that exclude and constraints leave", "one or more");
    return plan;
}

}  // namespace hashiflex
