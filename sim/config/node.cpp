// SPDX-License-Identifier: Apache-2.0
// Finds keys of a map.
#include "sim/config/node.h"

namespace hashiflex {

const Node* Node::find(const std::string& key) const {
    for (const auto& entry : entries)
        if (entry.key == key) return &entry.value;
    return nullptr;
}

Node* Node::find(const std::string& key) {
    for (auto& entry : entries)
        if (entry.key == key) return &entry.value;
    return nullptr;
}

std::vector<std::string> Node::keys() const {
    std::vector<std::string> names;
    for (const auto& entry : entries) names.push_back(entry.key);
    return names;
}

}  // namespace hashiflex
