// SPDX-License-Identifier: Apache-2.0
#include "sim/schema/rule_schema.h"

#include "sim/config/padding_modes.h"

#include <cmath>
#include <limits>

namespace hashiflex {

Json rule_schema(const Integers& rule) {
    Json schema{{"type", "integer"}, {"minimum", rule.lowest}};
    if (rule.highest < std::numeric_limits<std::int64_t>::max()) schema["maximum"] = rule.highest;
    return schema;
}

Json rule_schema(const IntegerSet& rule) {
    return Json{{"enum", rule.values}};
}

Json rule_schema(const Reals& rule) {
    Json schema{{"type", "number"}, {rule.above_lowest ? "exclusiveMinimum" : "minimum", rule.lowest}};
    if (std::isfinite(rule.highest)) schema["maximum"] = rule.highest;
    return schema;
}

Json rule_schema(const Flag&) {
    return Json{{"type", "boolean"}};
}

Json rule_schema(const Text& rule) {
    switch (rule.form) {
        case Text::Form::any:
            return Json{{"type", "string"}, {"minLength", 1}};
        case Text::Form::name:
            return Json{{"type", "string"}, {"pattern", "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"}, {"maxLength", kLongestName}};
        case Text::Form::identifier:
            return Json{{"type", "string"}, {"pattern", "^[A-Za-z_][A-Za-z0-9_]*$"}, {"maxLength", kLongestName}};
    }
    return Json{};
}

Json rule_schema(const HeightWidth& rule) {
    Json both{{"type", "array"}, {"items", rule_schema(rule.each)}, {"minItems", 2}, {"maxItems", 2}};
    return Json{{"anyOf", {rule_schema(rule.each), std::move(both)}}};
}

Json rule_schema(const Pads&) {
    return rule_schema(kPaddingModes);
}

Json rule_schema(const Weights&) {
    return rule_schema(Text{});
}

Json rule_schema(const Shares&) {
    Json share = rule_schema(Reals{0, 1, false});
    Json list = list_schema(share, 1);
    return Json{{"anyOf", {std::move(share), std::move(list)}}};
}

Json rule_schema(const Offsets&) {
    Json offset = rule_schema(Integers{0, 255});
    Json list = list_schema(offset, 1);
    return Json{{"anyOf", {std::move(offset), std::move(list)}}};
}

Json rule_schema(const Pattern&) {
    return Json{{"type", "string"}, {"pattern", "^[1-9][0-9]?:[1-9][0-9]?$"}, {"examples", {"2:4", "1:4"}}};
}

Json rule_schema(const SettingsRule&) {
    return Json{{"type", "object"}};
}

Json list_schema(Json item, std::size_t fewest) {
    Json schema{{"type", "array"}, {"items", std::move(item)}};
    if (fewest > 0) schema["minItems"] = fewest;
    return schema;
}

std::optional<Json> standard_of(const core::Extent& value, const HeightWidth&) {
    return value.height == value.width ? Json(value.height) : Json{value.height, value.width};
}

std::optional<Json> standard_of(const core::Padding& value, const Pads&) {
    return standard_of(value.mode, kPaddingModes);
}

}  // namespace hashiflex
