// SPDX-License-Identifier: Apache-2.0
// A value of an axis: as the text behind the '=' of an override, and as JSON.
#pragma once

#include "sim/config/node.h"

#include <nlohmann/json.hpp>

#include <string>

namespace hashiflex {

// YAML on one line, the same for nodes that mean the same but for the way numbers are written.
std::string text_of(const Node& node);
// Numbers and booleans as such unless they were quoted.
nlohmann::ordered_json json_of(const Node& node);

Node node_of_number(double value);

// As numbers, if both are.
bool same_value(const Node& a, const Node& b);

}  // namespace hashiflex
