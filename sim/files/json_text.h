// SPDX-License-Identifier: Apache-2.0
// JSON as text. From outside it is bounded: the library reads any depth, but copies, compares and writes by recursion.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace hashiflex {

// A discarded value if the text is no JSON, or goes deeper or has more keys in one object than any file of ours.
nlohmann::ordered_json parse_json(const std::string& text);

// On one line; what is no UTF-8 is replaced.
std::string json_line(const nlohmann::ordered_json& value);

// The text under `key`; empty if there is none, or `value` is no object.
std::string text_at(const nlohmann::ordered_json& value, const std::string& key);

}  // namespace hashiflex
