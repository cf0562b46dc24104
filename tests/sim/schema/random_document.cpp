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
            if (place.is_number() || place.is_boolean()) {
                place = numbers[below(numbers.size(), random)];
                break;
            }
            [[fallthrough]];
        default: {
            // What may be a list of texts is not made one of numbers.
            const Json& other = others[below(others.size(), random)];
            const bool texts = place.is_array() && (place.empty() || place[0].is_string());
            if (!texts || !other.is_array() || other.empty()) place = other;
        }
    }
    return document;
}

}  // namespace hashiflex::test
