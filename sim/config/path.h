// SPDX-License-Identifier: Apache-2.0
// Dotted paths such as "layers[3].output.bits": making them, finding what they name, and overriding it.
#pragma once

#include "sim/config/document.h"

#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct PathStep {
    std::string key;
    std::optional<std::size_t> index;  // a list item instead of a key
};

std::string child_path(const std::string& parent, const std::string& key);
std::string item_path(const std::string& parent, std::size_t index);
// Empty result: not a path.
std::vector<PathStep> parse_path(const std::string& path);

// The node at the longest prefix of `path` that exists; at worst the root.
const Node& nearest_node(const Node& root, const std::string& path);

// "a.b[2].c=value": replaces or creates what the path names. The value is YAML, so [1, 2] and {rows: 8} work;
// a value of `null` removes the key. An index may name an item, or the place behind the last one.
void override_value(Document& document, const std::string& assignment);

}  // namespace hashiflex
