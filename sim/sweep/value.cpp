// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/value.h"

#include "sim/config/scalar.h"

#include <fmt/format.h>

#include <cmath>

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;

// JSON text is a double-quoted YAML scalar.
std::string quoted(const std::string& text) {
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Inside a list or map these would end a plain scalar.
std::string scalar_text(const Node& node, bool nested) {
    const bool plain =
        !node.quoted && !node.text.empty() && (!nested || node.text.find_first_of(",[]{}:#\"'") == std::string::npos);
    return plain ? node.text : quoted(node.text);
}

std::string text_of(const Node& node, bool nested) {
    std::string text;
    switch (node.kind) {
        case Node::Kind::null:
            return "null";
        case Node::Kind::scalar:
            return scalar_text(node, nested);
        case Node::Kind::sequence:
            for (const auto& item : node.items) text += (text.empty() ? "" : ", ") + text_of(item, true);
            return "[" + text + "]";
        case Node::Kind::map:
            for (const auto& entry : node.entries)
                text += (text.empty() ? "" : ", ") + entry.key + ": " + text_of(entry.value, true);
            return "{" + text + "}";
    }
    return text;
}

Json scalar_json(const Node& node) {
    if (node.quoted) return node.text;
    if (const auto integer = parse_integer(node.text)) return *integer;
    if (const auto real = parse_real(node.text); real && std::isfinite(*real)) return *real;
    if (const auto flag = parse_boolean(node.text)) return *flag;
    return node.text;
}

}  // namespace

std::string text_of(const Node& node) {
    return text_of(node, false);
}

Json json_of(const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return nullptr;
        case Node::Kind::scalar:
            return scalar_json(node);
        case Node::Kind::sequence: {
            Json list = Json::array();
            for (const auto& item : node.items) list.push_back(json_of(item));
            return list;
        }
        case Node::Kind::map: {
            Json map = Json::object();
            for (const auto& entry : node.entries) map[entry.key] = json_of(entry.value);
            return map;
        }
    }
    return nullptr;
}

Node node_of_number(double value) {
    Node node;
    node.kind = Node::Kind::scalar;
    const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
    node.text = whole ? fmt::format("{}", static_cast<long long>(value)) : fmt::format("{:.12g}", value);
    return node;
}

bool same_value(const Node& a, const Node& b) {
    return json_of(a) == json_of(b);  // nlohmann compares 8 and 8.0 as equal
}

}  // namespace hashiflex
