// SPDX-License-Identifier: Apache-2.0
// What a value in a file may be. Rules are data: the reader checks with them, messages and schemas are
// written from them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

struct Integers {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
};

struct IntegerSet {
    std::vector<std::int64_t> values;
};

struct Reals {
    double lowest = 0;
    double highest = 0;
    bool above_lowest = false;  // lowest itself is not allowed
};

// true or false.
struct Flag {};

// Of what names things, in characters: files are called after layers.
constexpr std::size_t kLongestName = 100;

struct Text {
    enum class Form {
        any,         // not empty
        name,        // letters, digits, '_', '.', '-', the first one a letter, digit or '_'
        identifier,  // letters, digits, '_', the first one not a digit
    };
    Form form = Form::any;
};

template <class E>
struct Choices {
    std::vector<std::pair<std::string, E>> values;

    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const auto& value : values) result.push_back(value.first);
        return result;
    }
};

// std::optional: empty is written `auto`.
template <class Rule>
struct OrAuto {
    Rule rule;
};

// std::optional: empty is written `null`.
template <class Rule>
struct OrNull {
    Rule rule;
};

// core::Extent: one integer for both, or [height, width].
struct HeightWidth {
    Integers each;
};

// core::Padding: the name of a mode, or a map of four integers.
struct Pads {};

template <class Rule>
struct ListOf {
    Rule rule;
    std::size_t fewest = 0;
};

// WeightsKey: a file, or a map.
struct Weights {};

// core::OutputSpec: a map, or `auto`.
struct Format {};

// PruneShares: a share, or a list of them.
struct Shares {};

// core::PixelOffset: an integer, or a list of them.
struct Offsets {};

// core::KeepPattern: "2:4".
struct Pattern {};

// A struct with a description of its own.
struct Mapping {};

// std::map from names to structs with a description of their own.
struct ByName {};

// "an integer from 1 to 64": what stands behind "allowed: " in a message.
std::string allowed(const Integers& rule);
std::string allowed(const IntegerSet& rule);
std::string allowed(const Reals& rule);
std::string allowed(const Flag& rule);
std::string allowed(const Text& rule);
std::string allowed(const HeightWidth& rule);
std::string allowed(const Pads& rule);
std::string allowed(const Weights& rule);
std::string allowed(const Format& rule);
std::string allowed(const Shares& rule);
std::string allowed(const Offsets& rule);
std::string allowed(const Pattern& rule);
std::string allowed(const Mapping& rule);
std::string allowed(const ByName& rule);
std::string allowed(const std::vector<std::string>& names);

template <class E>
std::string allowed(const Choices<E>& rule) {
    return allowed(rule.names());
}
template <class Rule>
std::string allowed(const OrAuto<Rule>& rule) {
    return "auto, or " + allowed(rule.rule);
}
template <class Rule>
std::string allowed(const OrNull<Rule>& rule) {
    return "null, or " + allowed(rule.rule);
}
template <class Rule>
std::string allowed(const ListOf<Rule>& rule) {
    return "a list" + (rule.fewest ? " of " + std::to_string(rule.fewest) + " or more" : "") +
           ", each item: " + allowed(rule.rule);
}

}  // namespace hashiflex
