// SPDX-License-Identifier: Apache-2.0
// Reads a described struct from a document tree and refuses whatever the description does not allow.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/config/describe.h"
#include "sim/config/document.h"
#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/config/rules.h"
#include "sim/config/weights_source.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// What is being read, and its dotted path.
struct Place {
    const Node& node;
    std::string path;
};

// "found X; allowed: Y", X being what stands at the place.
ConfigError rejected(const Place& place, const std::string& allowed, const std::string& suggestion = "");
// Throws unless the place holds a scalar, null included in what is refused.
const std::string& scalar_at(const Place& place, const std::string& allowed);
void require_map(const Place& place);

void read(const Place& place, std::int64_t& value, const Integers& rule);
void read(const Place& place, int& value, const Integers& rule);
void read(const Place& place, int& value, const IntegerSet& rule);
void read(const Place& place, double& value, const Reals& rule);
void read(const Place& place, bool& value, const Flag& rule);
void read(const Place& place, std::string& value, const Text& rule);
void read(const Place& place, std::filesystem::path& value, const Text& rule);
void read(const Place& place, core::Extent& value, const HeightWidth& rule);
void read(const Place& place, core::Padding& value, const Pads& rule);
void read(const Place& place, WeightsKey& value, const Weights& rule);
void read(const Place& place, core::OutputSpec& value, const Format& rule);
void read(const Place& place, PruneShares& value, const Shares& rule);
void read(const Place& place, core::PixelOffset& value, const Offsets& rule);
void read(const Place& place, core::KeepPattern& value, const Pattern& rule);

template <class E>
void read(const Place& place, E& value, const Choices<E>& rule);
template <class T, class Rule>
void read(const Place& place, std::optional<T>& value, const OrAuto<Rule>& rule);
template <class T, class Rule>
void read(const Place& place, std::optional<T>& value, const OrNull<Rule>& rule);
template <class T, class Rule>
void read(const Place& place, std::vector<T>& value, const ListOf<Rule>& rule);
template <class T>
void read(const Place& place, std::optional<T>& value, const Mapping& rule);
template <class T>
void read(const Place& place, std::map<std::string, T>& value, const ByName& rule);
template <class T>
void read(const Place& place, T& value, const Mapping& rule);

// Visits a description with a map at hand. Unknown and missing keys are judged at the end, the unknown ones
// first: a misspelt required key is both.
class Reader : public Visitor<Reader> {
 public:
    explicit Reader(const Place& map);

    template <class T, class Rule>
    void field(const Field& field, T& value, const Rule& rule) {
        if (const Node* node = begin(field, rule)) read(Place{*node, child_path(map_.path, field.key)}, value, rule);
    }
    void kind(const Field& field, core::LayerKind& kind);
    void finish() const;

 private:
    template <class Rule>
    const Node* begin(const Field& field, const Rule& rule) {
        known_.emplace_back(field.key);
        const Node* node = map_.node.find(field.key);
        if (!node && field.required) {
            if (missing_keys_.empty()) missing_ = missing(field.key, allowed(rule));
            missing_keys_.emplace_back(field.key);
        }
        return node;
    }
    Complaint missing(const std::string& key, const std::string& allowed) const;

    const Place& map_;
    std::vector<std::string> known_;
    std::vector<std::string> missing_keys_;
    Complaint missing_;  // the first one
};

template <class E>
void read(const Place& place, E& value, const Choices<E>& rule) {
    const std::string& text = scalar_at(place, allowed(rule));
    for (const auto& choice : rule.values) {
        if (choice.first != text) continue;
        value = choice.second;
        return;
    }
    throw rejected(place, allowed(rule), nearest(text, rule.names()));
}

template <class T, class Rule>
void read_present(const Place& place, std::optional<T>& value, const Rule& rule) {
    try {
        read(place, value.emplace(), rule.rule);
    } catch (const ConfigError&) {
        // Repeated with what stands for nothing among what is allowed, unless something inside a map or list was wrong.
        if (place.node.kind != Node::Kind::scalar) throw;
        throw rejected(place, allowed(rule));
    }
}

template <class T, class Rule>
void read(const Place& place, std::optional<T>& value, const OrAuto<Rule>& rule) {
    value.reset();
    if (place.node.kind == Node::Kind::scalar && place.node.text == "auto") return;
    read_present(place, value, rule);
}

template <class T, class Rule>
void read(const Place& place, std::optional<T>& value, const OrNull<Rule>& rule) {
    value.reset();
    if (place.node.kind == Node::Kind::null) return;
    read_present(place, value, rule);
}

// Optional because the key is: no word stands for nothing.
template <class T>
void read(const Place& place, std::optional<T>& value, const Mapping& rule) {
    read(place, value.emplace(), rule);
}

template <class T, class Rule>
void read(const Place& place, std::vector<T>& value, const ListOf<Rule>& rule) {
    const auto& items = place.node.items;
    if (place.node.kind != Node::Kind::sequence || items.size() < rule.fewest) throw rejected(place, allowed(rule));
    value.clear();
    for (std::size_t i = 0; i < items.size(); ++i)
        read(Place{items[i], item_path(place.path, i)}, value.emplace_back(), rule.rule);
}

template <class T>
void read(const Place& place, std::map<std::string, T>& value, const ByName&) {
    require_map(place);
    for (const auto& entry : place.node.entries)
        read(Place{entry.value, child_path(place.path, entry.key)}, value[entry.key], Mapping{});
}

template <class T>
void read(const Place& place, T& value, const Mapping&) {
    require_map(place);
    Reader reader(place);
    describe(reader, value);
    reader.finish();
}

}  // namespace hashiflex
