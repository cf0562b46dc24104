// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/schema/random_document.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace hashiflex::test {
namespace {

std::uint64_t below(std::uint64_t count, Random& random) {
    return random() % count;
}

const Json& one_of(const Json& list, Random& random) {
    return list[below(list.size(), random)];
}

Json random_object(const Json& schema, Random& random) {
    Json object = Json::object();
    if (!schema.contains("properties") && !schema.contains("additionalProperties")) return Json{{"a.b", 1}};
    if (!schema.contains("properties")) {  // any names
        for (std::uint64_t n = below(3, random); n > 0; --n)
            object["layer" + std::to_string(n)] = random_document(schema["additionalProperties"], random);
        return object;
    }
    for (const auto& [key, property] : schema["properties"].items()) {
        const Json required = schema.value("required", Json::array());
        const bool needed = std::find(required.begin(), required.end(), key) != required.end();
        if (needed || below(2, random) == 0) object[key] = random_document(property, random);
    }
    return object;
}

Json random_list(const Json& schema, Random& random) {
    Json list = Json::array();
    const std::uint64_t fewest = schema.value("minItems", 0U);
    const std::uint64_t most = schema.value("maxItems", fewest + 3);
    for (std::uint64_t n = fewest + below(most - fewest + 1, random); n > 0; --n)
        list.push_back(random_document(schema["items"], random));
    return list;
}

// The borders as often as what lies between them.
Json random_integer(const Json& schema, Random& random) {
    const auto lowest = schema["minimum"].get<std::int64_t>();
    const auto highest = schema["maximum"].get<std::int64_t>();
    switch (below(3, random)) {
        case 0:
            return lowest;
        case 1:
            return highest;
        default:
            return lowest + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(highest - lowest + 1), random));
    }
}

Json random_number(const Json& schema, Random& random) {
    const auto highest = schema["maximum"].get<double>();
    return below(2, random) == 0 ? highest : highest / 3;
}

// Places in a document: pointers to all nodes, the root left out.
void collect(Json& node, std::vector<Json*>& places) {
    if (!node.is_structured()) return;
    for (auto& child : node) {
        places.push_back(&child);
        collect(child, places);
    }
}

}  // namespace

Json random_document(const Json& schema, Random& random) {
    if (schema.empty()) return 1;  // anything
    if (schema.contains("const")) return schema["const"];
    if (schema.contains("examples")) return one_of(schema["examples"], random);
    if (schema.contains("enum")) return one_of(schema["enum"], random);
    for (const char* choice : {"anyOf", "oneOf"})
        if (schema.contains(choice)) return random_document(one_of(schema[choice], random), random);
    const auto type = schema["type"].get<std::string>();
    if (type == "object") return random_object(schema, random);
    if (type == "array") return random_list(schema, random);
    if (type == "integer") return random_integer(schema, random);
    if (type == "number") return random_number(schema, random);
    if (type == "boolean") return below(2, random) == 0;
    if (type == "null") return nullptr;
    if (type == "string") return below(2, random) == 0 ? "abc" : "a_1";
    throw std::logic_error("schema of unknown type " + type);
}

Json changed(Json document, Random& random) {
    static const std::vector<Json> numbers{0, 1, -1, 2, 3, 8, 1.5, 1e13, -0.5, true, false};
    static const std::vector<Json> others{
        "",         "auto",       "abc",          "a b",         "9a",    "valid",
        "conv",     "npu",        Json::object(), Json::array(), nullptr, Json{{"synthetic", {{"seed", 1}}}},
        Json{3, 3}, Json{1, 2, 3}};
    std::vector<Json*> places;
    collect(document, places);
    Json& place = *places[below(places.size(), random)];
    switch (below(4, random)) {
        case 0:
            if (place.is_object() && !place.empty()) {
                place.erase(std::next(place.begin(), static_cast<std::ptrdiff_t>(below(place.size(), random))).key());
                break;
            }
            [[fallthrough]];
        case 1:
            if (place.is_object()) {
                place["neighbour"] = 1;
                break;
            }
            [[fallthrough]];
        case 2:
            if (place.is_primitive()) {
                place = numbers[below(numbers.size(), random)];
                break;
            }
            [[fallthrough]];
        default: {
            place =
                below(4, random) == 0 ? numbers[below(numbers.size(), random)] : others[below(others.size(), random)];
        }
    }
    return document;
}

namespace {

std::string in_base(std::int64_t number, int base) {
    std::string digits;
    for (; number > 0; number /= base) digits.insert(digits.begin(), "0123456789abcdef"[number % base]);
    return digits.empty() ? "0" : digits;
}

// Another way to write a number.
std::string spelled_number(const Json& number, Random& random) {
    const std::string text = number.dump();
    const bool negative = text[0] == '-';
    if (!number.is_number_integer()) return negative || below(2, random) == 0 ? text : "+" + text;
    const auto value = number.get<std::int64_t>();
    switch (below(8, random)) {
        case 0:
            return negative ? text : "+" + text;
        case 1:
            return text + (below(2, random) == 0 ? ".0" : ".");
        case 2:
            return text + "e0";
        case 3:
            return value % 10 == 0 && value != 0 ? text.substr(0, text.size() - 1) + "E+1" : text + "0e-1";
        case 4:
            return negative ? text : "0x" + in_base(value, 16);
        case 5:
            return negative ? text : "0o" + in_base(value, 8);
        case 6:
            return negative ? "-00" + text.substr(1) : "0" + text;
        default:
            return text;
    }
}

// `odd`: it may be another scalar than before.
std::string spelled_scalar(const Json& value, bool odd, Random& random) {
    static const std::vector<std::string> others{
        "1_000", "0b1",  "0o8",   "-0x1",   "0x",     "1e",   "+",      ".",    "1.e2",  "+.5",
        ".5",    "5.",   "1e400", "-1e400", "1e-400", ".inf", "-.INF",  ".nan", "inf",   "12:30",
        "yes",   "No",   "on",    "tRue",   "TRUE",   "~",    "",       "Null", "nULL",  "08",
        "1.0.0", "1e+2", "0.0",   "-0",     "1e1",    "8.0",  "'null'", "''",   "\"8\"", "'true'"};
    if (odd && below(12, random) == 0) return others[below(others.size(), random)];
    if (odd && below(24, random) == 0) return "'" + (value.is_string() ? value.get<std::string>() : value.dump()) + "'";
    if (value.is_number()) return spelled_number(value, random);
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_boolean() && below(2, random) == 0) return text == "true" ? "TRUE" : "False";
    if (value.is_null() && below(2, random) == 0) return "~";
    return text;
}

std::string spelled(const Json& document, bool odd, Random& random) {
    if (document.is_primitive()) return spelled_scalar(document, odd, random);
    std::string text;
    for (const auto& [key, value] : document.items()) {
        std::string item = spelled(value, odd, random);
        if (document.is_array() && item.empty()) item = "~";  // an item cannot be left out
        text += (text.empty() ? "" : ", ") + (document.is_object() ? key + ": " : "") + item;
    }
    return document.is_object() ? "{" + text + "}" : "[" + text + "]";
}

}  // namespace

std::string spelled(const Json& document, Random& random) {
    return spelled(document, below(2, random) == 0, random);
}

}  // namespace hashiflex::test
