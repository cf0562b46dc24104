// SPDX-License-Identifier: Apache-2.0
// The JSON Schema of a rule, and the value that an absent key stands for.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/config/rules.h"
#include "sim/sweep/sweep_file.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

using Json = nlohmann::ordered_json;

Json rule_schema(const Integers& rule);
Json rule_schema(const IntegerSet& rule);
Json rule_schema(const Reals& rule);
Json rule_schema(const Flag& rule);
Json rule_schema(const Text& rule);
Json rule_schema(const HeightWidth& rule);
Json rule_schema(const Pads& rule);     // the named modes
Json rule_schema(const Weights& rule);  // a file
Json rule_schema(const Shares& rule);
Json rule_schema(const Offsets& rule);
Json rule_schema(const Pattern& rule);
Json rule_schema(const SettingsRule& rule);
Json list_schema(Json item, std::size_t fewest);

template <class E>
Json rule_schema(const Choices<E>& rule) {
    return Json{{"enum", rule.names()}};
}
template <class Rule>
Json rule_schema(const OrAuto<Rule>& rule) {
    return Json{{"anyOf", {rule_schema(rule.rule), Json{{"const", "auto"}}}}};
}
template <class Rule>
Json rule_schema(const OrNull<Rule>& rule) {
    return Json{{"anyOf", {rule_schema(rule.rule), Json{{"type", "null"}}}}};
}
template <class Rule>
Json rule_schema(const ListOf<Rule>& rule) {
    return list_schema(rule_schema(rule.rule), rule.fewest);
}

// What the value holds before it is read; nothing if that cannot be written in one value.
template <class T, class Rule>
std::optional<Json> standard_of(const T&, const Rule&) {
    return std::nullopt;
}
inline std::optional<Json> standard_of(int value, const Integers&) {
    return value;
}
inline std::optional<Json> standard_of(int value, const IntegerSet&) {
    return value;
}
inline std::optional<Json> standard_of(double value, const Reals&) {
    return value;
}
inline std::optional<Json> standard_of(bool value, const Flag&) {
    return value;
}
template <class T, class Rule>
std::optional<Json> standard_of(const std::optional<T>& value, const OrAuto<Rule>& rule) {
    return value ? standard_of(*value, rule.rule) : Json("auto");
}
template <class E>
std::optional<Json> standard_of(E value, const Choices<E>& rule) {
    for (const auto& choice : rule.values)
        if (choice.second == value) return choice.first;
    return std::nullopt;
}
std::optional<Json> standard_of(const core::Extent& value, const HeightWidth& rule);
std::optional<Json> standard_of(const core::Padding& value, const Pads& rule);

}  // namespace hashiflex
