// SPDX-License-Identifier: Apache-2.0
// JSON from outside: the library reads any depth, but copies, compares and writes by recursion.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace hashiflex {

// A discarded value if the text is no JSON, or goes deeper than any file of ours.
nlohmann::ordered_json parse_json(const std::string& text);

}  // namespace hashiflex
