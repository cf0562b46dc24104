// SPDX-License-Identifier: Apache-2.0
// Walks and edits document trees by dotted path.
#include "sim/config/path.h"

#include "sim/config/error.h"
#include "sim/config/scalar.h"

#include <algorithm>
#include <utility>

namespace hashiflex {
namespace {

// nullptr if there is no such child. N: Node or const Node.
template <class N>
N* step_into(N& node, const PathStep& step) {
    if (!step.index) return node.find(step.key);
    return *step.index < node.items.size() ? &node.items[*step.index] : nullptr;
}

// The place that `step` names in `node`, made if need be.
Node& make_step(Node& node, const PathStep& step, const std::string& path, const std::string& where) {
    if (node.kind == Node::Kind::null) {
        node.kind = step.index ? Node::Kind::sequence : Node::Kind::map;
        node.file = where;
        node.line = 0;
    }
    const auto refuse = [&](const std::string& found, const std::string& allowed) {
        return config_error({where, path, found, allowed, ""});
    };
    if (step.index) {
        if (node.kind != Node::Kind::sequence) throw refuse("no list here", "an index only behind a list");
        if (*step.index > node.items.size())
            throw refuse("index " + std::to_string(*step.index), "0 to " + std::to_string(node.items.size()));
        if (*step.index == node.items.size()) node.items.emplace_back();
        return node.items[*step.index];
    }
    if (node.kind != Node::Kind::map) throw refuse("no map here", "a key only inside a map");
    if (Node* child = node.find(step.key)) return *child;
    return node.entries.add({step.key, {}}).value;
}

void remove(Node& root, const std::vector<PathStep>& steps, const std::string& path, const std::string& where) {
    Node* parent = &root;
    for (std::size_t i = 0; i + 1 < steps.size() && parent; ++i) parent = step_into(*parent, steps[i]);
    const PathStep& last = steps.back();
    if (!parent || !step_into(*parent, last))
        throw config_error({where, path, "nothing to remove", "a key of the file", ""});
    if (last.index) {
        parent->items.erase(parent->items.begin() + static_cast<std::ptrdiff_t>(*last.index));
    } else {
        parent->entries.erase(last.key);
    }
}

// Written in one way only, so that equal paths are equal texts.
std::optional<std::size_t> index_of(const std::string& digits) {
    const auto index = parse_integer(digits);
    if (!index || *index < 0 || std::to_string(*index) != digits) return std::nullopt;
    return static_cast<std::size_t>(*index);
}

}  // namespace

std::string child_path(const std::string& parent, const std::string& key) {
    return parent.empty() ? key : parent + "." + key;
}

std::string item_path(const std::string& parent, std::size_t index) {
    return parent + "[" + std::to_string(index) + "]";
}

std::vector<PathStep> parse_path(const std::string& path) {
    constexpr std::size_t kMostSteps = 64;  // as deep as a document
    std::vector<PathStep> steps;
    std::size_t at = 0;
    while (at < path.size()) {
        if (steps.size() == kMostSteps) return {};
        if (path[at] == '[') {
            const std::size_t close = path.find(']', at);
            if (close == std::string::npos || steps.empty()) return {};
            const auto index = index_of(path.substr(at + 1, close - at - 1));
            if (!index) return {};
            steps.push_back({"", index});
            at = close + 1;
            if (at < path.size() && path[at] != '[' && path[at] != '.') return {};
        } else {
            if (!steps.empty() && path[at++] != '.') return {};
            const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
            if (end == at) return {};
            steps.push_back({path.substr(at, end - at), {}});
            at = end;
        }
    }
    return steps;
}

const Node& nearest_node(const Node& root, const std::string& path) {
    const Node* node = &root;
    for (const auto& step : parse_path(path)) {
        const Node* next = step_into(*node, step);
        if (!next) break;
        node = next;
    }
    return *node;
}

void override_value(Document& document, const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    const std::string path = assignment.substr(0, equals);
    const std::string where = "--set " + shortened(path, 200);
    const auto steps = parse_path(path);
    if (steps.empty()) throw config_error({where, "", "no path", "KEY.KEY=VALUE, list items as KEY[2]", ""});
    const std::string text = equals == std::string::npos ? "" : assignment.substr(equals + 1);
    if (text == "null") return remove(document.root, steps, path, where);
    Node value = parse_value(text, where);
    if (value.kind == Node::Kind::null)
        throw config_error({where, "", "no value", "KEY=VALUE, or KEY=null to remove the key", ""});
    Node* node = &document.root;
    for (const auto& step : steps) node = &make_step(*node, step, path, where);
    *node = std::move(value);
}

}  // namespace hashiflex
