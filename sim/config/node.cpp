// SPDX-License-Identifier: Apache-2.0
// Finds keys of a map.
#include "sim/config/node.h"

namespace hashiflex {

const std::string& SharedName::text() const {
    static const std::string none;
    return name_ ? *name_ : none;
}

const Node* Node::find(const std::string& key) const {
    const Entry* entry = entries.find(key);
    return entry == nullptr ? nullptr : &entry->value;
}

Node* Node::find(const std::string& key) {
    Entry* entry = entries.find(key);
    return entry == nullptr ? nullptr : &entry->value;
}

std::vector<std::string> Node::keys() const {
    std::vector<std::string> names;
    for (const auto& entry : entries) names.push_back(entry.key);
    return names;
}

}  // namespace hashiflex
