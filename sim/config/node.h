// SPDX-License-Identifier: Apache-2.0
// Trees of maps, lists and scalars whose nodes know where they stand; scalars stay text, for numbers are
// judged later.
#pragma once

#include "sim/config/entries.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

// Of the file that all nodes of a tree stand in, kept once.
class SharedName {
 public:
    SharedName() = default;
    SharedName(std::string name) : name_(std::make_shared<const std::string>(std::move(name))) {}
    const std::string& text() const;
    operator const std::string&() const { return text(); }

 private:
    std::shared_ptr<const std::string> name_;
};

struct Node {
    enum class Kind { null, scalar, sequence, map };

    Kind kind = Kind::null;
    bool quoted = false;      // "8" is text, 8 a number
    int line = 0;             // of the key if the node has one, else of its first character; 0: none
    SharedName file;          // or "--set KEY"
    std::string text;         // of a scalar
    std::vector<Node> items;  // of a sequence
    Entries entries;          // of a map

    std::string where() const { return line > 0 ? file.text() + ":" + std::to_string(line) : file.text(); }
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
