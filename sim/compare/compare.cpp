// SPDX-License-Identifier: Apache-2.0
#include "sim/compare/compare.h"

#include "sim/config/error.h"
#include "sim/config/path.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace hashiflex {
namespace {

const ToleranceRule* rule_for(const std::string& key, const CompareRules& rules) {
    for (const auto& rule : rules.tolerances)
        if (fits(rule.keys, key)) return &rule;
    return nullptr;
}

Verdict judged(double base, double now, const ToleranceRule* rule) {
    if (rule == nullptr) return Verdict::beyond;
    const double difference = std::abs(now - base);
    const double larger = std::max(std::abs(base), std::abs(now));
    return difference <= rule->absolute || difference <= rule->relative * larger ? Verdict::within : Verdict::beyond;
}

// Both sides hold an exact value, or one that only one of them knows.
bool is_exact(const ResultValue* base, const ResultValue* now) {
    return (base == nullptr || base->exact) && (now == nullptr || now->exact);
}

const ResultValue* find(const PointValues& values, const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? nullptr : &found->second;
}

Difference difference_of(const std::string& key, const ResultValue* base, const ResultValue* now,
                         const CompareRules& rules) {
    Difference difference;
    difference.key = key;
    if (base != nullptr) difference.base = base->value;
    if (now != nullptr) difference.now = now->value;
    difference.exact = is_exact(base, now);
    if (base == nullptr || now == nullptr) {
        difference.presence = base == nullptr ? Presence::added : Presence::gone;
        if (now != nullptr || !difference.exact) difference.verdict = Verdict::within;
        return difference;
    }
    if (!difference.base.is_number() || !difference.now.is_number()) return difference;
    const auto before = difference.base.get<double>();
    const auto after = difference.now.get<double>();
    const double larger = std::max(std::abs(before), std::abs(after));
    difference.relative = larger > 0 ? (after - before) / larger : 0;
    if (!difference.exact) difference.verdict = judged(before, after, rule_for(key, rules));
    return difference;
}

std::set<std::string> keys_of(const PointValues& base, const PointValues& now) {
    std::set<std::string> keys;
    for (const auto& [key, value] : base) keys.insert(key);
    for (const auto& [key, value] : now) keys.insert(key);
    return keys;
}

PointComparison compare_point(const std::string& name, const PointValues& base, const PointValues& now,
                              const CompareRules& rules) {
    PointComparison point;
    point.name = name;
    for (const auto& key : keys_of(base, now)) {
        const ResultValue* before = find(base, key);
        const ResultValue* after = find(now, key);
        const bool both = before != nullptr && after != nullptr;
        if (both) ++point.compared;
        if (!both || before->value != after->value)
            point.differences.push_back(difference_of(key, before, after, rules));
    }
    return point;
}

bool any_fits(const std::string& pattern, const ResultPoints& results) {
    for (const auto& [name, values] : results)
        for (const auto& [key, value] : values)
            if (fits(pattern, key)) return true;
    return false;
}

// A rule that changes nothing is a mistake, and so is one that would soften an exact number. That a key is gone is no
// mistake in its rule.
void check_rules(const CompareRules& rules, const ResultPoints& base, const ResultPoints& now) {
    for (std::size_t i = 0; i < rules.tolerances.size(); ++i) {
        const std::string& pattern = rules.tolerances[i].keys;
        const std::string path = child_path(item_path("tolerances", i), "keys");
        for (const auto& [name, values] : now) {
            for (const auto& [key, value] : values) {
                if (!fits(pattern, key)) continue;
                if (value.exact && value.value.is_number())
                    throw config_error({rules.path.string(), path, "'" + pattern + "', which fits " + key,
                                        "keys of modelled numbers; exact ones are compared exactly", ""});
            }
        }
        if (!any_fits(pattern, now) && !any_fits(pattern, base))
            throw config_error({rules.path.string(), path, "'" + pattern + "', which fits no key of the results",
                                "key paths of report.json, * for any characters", ""});
    }
}

}  // namespace

bool PointComparison::passed() const {
    return in_base && in_now && std::all_of(differences.begin(), differences.end(), [](const auto& difference) {
               return difference.verdict == Verdict::within;
           });
}

std::size_t PointComparison::count(Presence presence) const {
    return static_cast<std::size_t>(std::count_if(differences.begin(), differences.end(), [&](const auto& difference) {
        return difference.presence == presence;
    }));
}

bool Comparison::passed() const {
    return std::all_of(points.begin(), points.end(), [](const auto& point) { return point.passed(); });
}

std::size_t Comparison::compared() const {
    std::size_t keys = 0;
    for (const auto& point : points) keys += point.compared;
    return keys;
}

std::size_t Comparison::count(Verdict verdict) const {
    std::size_t found = 0;
    for (const auto& point : points)
        for (const auto& difference : point.differences)
            found += difference.presence == Presence::both && difference.verdict == verdict;
    return found;
}

std::size_t Comparison::count(Presence presence) const {
    std::size_t found = 0;
    for (const auto& point : points) found += point.count(presence);
    return found;
}

Comparison compare(const ResultPoints& base, const ResultPoints& now, const CompareRules& rules) {
    check_rules(rules, base, now);
    Comparison comparison;
    for (const auto& [name, values] : base) {
        const auto found = now.find(name);
        if (found != now.end()) {
            comparison.points.push_back(compare_point(name, values, found->second, rules));
        } else {
            comparison.points.push_back({name, true, false, 0, {}});
        }
    }
    for (const auto& [name, values] : now)
        if (base.count(name) == 0) comparison.points.push_back({name, false, true, 0, {}});
    return comparison;
}

}  // namespace hashiflex
