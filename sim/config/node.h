// SPDX-License-Identifier: Apache-2.0
// Trees of maps, lists and scalars whose nodes know where they stand; scalars stay text, for numbers are
// judged later.
#pragma once

#include <string>
#include <vector>

namespace hashiflex {

struct Entry;

struct Node {
    enum class Kind { null, scalar, sequence, map };

    Kind kind = Kind::null;
    std::string text;            // of a scalar
    bool quoted = false;         // "8" is text, 8 a number
    std::vector<Node> items;     // of a sequence
    std::vector<Entry> entries;  // of a map, in file order, keys distinct
    std::string file;            // or "--set KEY"
    int line = 0;                // of the key if the node has one, else of its first character; 0: none

    std::string where() const { return line > 0 ? file + ":" + std::to_string(line) : file; }
    // nullptr if this is not a map or has no such key.
    const Node* find(const std::string& key) const;
    Node* find(const std::string& key);
    std::vector<std::string> keys() const;
};

struct Entry {
    std::string key;
    Node value;
};

}  // namespace hashiflex
