// SPDX-License-Identifier: Apache-2.0
// Reads single values, and says what was found where something else is allowed.
#include "sim/config/reader.h"

#include "sim/config/describe_network.h"
#include "sim/config/describe_weights.h"
#include "sim/config/padding_modes.h"
#include "sim/config/scalar.h"
#include "sim/config/stage_kinds.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hashiflex {
namespace {

std::string found(const Node& node) {
    constexpr std::size_t kLongest = 60;
    const std::string text = shortened(node.text, kLongest);
    switch (node.kind) {
        case Node::Kind::null:
            return "no value";
        case Node::Kind::scalar:
            return node.quoted ? "\"" + text + "\"" : text;
        case Node::Kind::sequence:
            return "a list of " + std::to_string(node.items.size());
        case Node::Kind::map:
            return node.entries.empty() ? "an empty map" : "a map of " + joined(node.keys());
    }
    return "";
}

const std::string& plain_scalar_at(const Place& place, const std::string& allowed) {
    if (place.node.quoted) throw rejected(place, allowed);
    return scalar_at(place, allowed);
}

// What is text to YAML: 8 and true are not, "8" and "true" are.
const std::string& text_at(const Place& place, const std::string& allowed) {
    const std::string& text = scalar_at(place, allowed);
    if (!place.node.quoted && !is_text(text)) throw rejected(place, allowed + "; in quotes it is text");
    return text;
}

bool has_form(const std::string& text, Text::Form form) {
    const auto among = [](char c, const char* range) {
        return std::string_view(range).find(c) != std::string_view::npos;
    };
    const char* letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    const char* digits = "0123456789";
    const bool is_name = form == Text::Form::name;
    if (text.empty()) return false;
    if (form == Text::Form::any) return true;
    if (text.size() > kLongestName) return false;
    if (!among(text[0], letters) && !(is_name && among(text[0], digits))) return false;
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return among(c, letters) || among(c, digits) || (is_name && among(c, ".-")); });
}

}  // namespace

ConfigError rejected(const Place& place, const std::string& allowed, const std::string& suggestion) {
    return config_error({place.node.where(), place.path, found(place.node), allowed, suggestion});
}

const std::string& scalar_at(const Place& place, const std::string& allowed) {
    if (place.node.kind != Node::Kind::scalar) throw rejected(place, allowed);
    return place.node.text;
}

void require_map(const Place& place) {
    if (place.node.kind != Node::Kind::map) throw rejected(place, allowed(Mapping{}));
}

void read(const Place& place, std::int64_t& value, const Integers& rule) {
    const auto number = parse_integer(plain_scalar_at(place, allowed(rule)));
    if (!number || *number < rule.lowest || *number > rule.highest) throw rejected(place, allowed(rule));
    value = *number;
}

void read(const Place& place, int& value, const Integers& rule) {
    std::int64_t wide = 0;
    read(place, wide, rule);
    value = static_cast<int>(wide);
}

void read(const Place& place, int& value, const IntegerSet& rule) {
    const auto number = parse_integer(plain_scalar_at(place, allowed(rule)));
    if (!number || std::find(rule.values.begin(), rule.values.end(), *number) == rule.values.end())
        throw rejected(place, allowed(rule));
    value = static_cast<int>(*number);
}

void read(const Place& place, double& value, const Reals& rule) {
    const auto number = parse_real(plain_scalar_at(place, allowed(rule)));
    const bool too_low = number && (rule.above_lowest ? *number <= rule.lowest : *number < rule.lowest);
    if (!number || too_low || *number > rule.highest) throw rejected(place, allowed(rule));
    value = *number;
}

void read(const Place& place, bool& value, const Flag& rule) {
    const auto flag = parse_boolean(plain_scalar_at(place, allowed(rule)));
    if (!flag) throw rejected(place, allowed(rule));
    value = *flag;
}

void read(const Place& place, std::string& value, const Text& rule) {
    const std::string& text = text_at(place, allowed(rule));
    if (!has_form(text, rule.form)) throw rejected(place, allowed(rule));
    value = text;
}

void read(const Place& place, std::filesystem::path& value, const Text& rule) {
    std::string text;
    read(place, text, rule);
    value = text;
}

void read(const Place& place, core::Extent& value, const HeightWidth& rule) {
    if (place.node.kind == Node::Kind::scalar) {
        const auto number = place.node.quoted ? std::nullopt : parse_integer(place.node.text);
        if (!number) throw rejected(place, allowed(rule));
        read(place, value.height, rule.each);
        value.width = value.height;
        return;
    }
    if (place.node.items.size() != 2) throw rejected(place, allowed(rule));
    read(Place{place.node.items[0], item_path(place.path, 0)}, value.height, rule.each);
    read(Place{place.node.items[1], item_path(place.path, 1)}, value.width, rule.each);
}

void read(const Place& place, core::Padding& value, const Pads& rule) {
    if (place.node.kind == Node::Kind::map) {
        read(place, value, Mapping{});
        value.mode = core::PaddingMode::explicit_pads;
        return;
    }
    const std::string& text = scalar_at(place, allowed(rule));
    const auto names = kPaddingModes.names();
    if (std::find(names.begin(), names.end(), text) == names.end())
        throw rejected(place, allowed(rule), nearest(text, names));
    read(place, value.mode, kPaddingModes);
}

void read(const Place& place, WeightsKey& value, const Weights& rule) {
    value.file.clear();
    value.synthetic.reset();
    value.quantize.reset();
    if (place.node.kind == Node::Kind::map) {
        read(place, value, Mapping{});
        if (place.node.entries.size() != 1) throw rejected(place, allowed(rule));
        return;
    }
    if (place.node.kind != Node::Kind::scalar) throw rejected(place, allowed(rule));
    read(place, value.file, Text{});
}

void read(const Place& place, core::OutputSpec& value, const Format& rule) {
    if (place.node.kind == Node::Kind::map) return read(place, value, Mapping{});
    if (place.node.kind != Node::Kind::scalar || place.node.text != "auto") throw rejected(place, allowed(rule));
    value.automatic = true;
}

void read(const Place& place, PruneShares& value, const Shares& rule) {
    constexpr Reals kShare{0, 1, false};
    if (place.node.kind == Node::Kind::sequence) return read(place, value.channels, ListOf<Reals>{kShare, 1});
    if (place.node.kind != Node::Kind::scalar || place.node.quoted || !parse_real(place.node.text))
        throw rejected(place, allowed(rule));
    read(place, value.share, kShare);
}

void read(const Place& place, core::PixelOffset& value, const Offsets& rule) {
    constexpr Integers kOffset{0, 255};
    std::vector<int> offsets(1);
    if (place.node.kind == Node::Kind::sequence)
        read(place, offsets, ListOf<Integers>{kOffset, 1});
    else if (place.node.kind == Node::Kind::scalar)
        read(place, offsets.front(), kOffset);
    else
        throw rejected(place, allowed(rule));
    value = core::PixelOffset(offsets);
}

void read(const Place& place, core::KeepPattern& value, const Pattern& rule) {
    constexpr std::int64_t kMost = 64;
    const std::string& text = scalar_at(place, allowed(rule));
    const std::size_t colon = text.find(':');
    const auto keep = parse_integer(text.substr(0, colon));
    const auto of = colon == std::string::npos ? std::nullopt : parse_integer(text.substr(colon + 1));
    if (!keep || !of || *keep < 1 || *of < *keep || *of > kMost) throw rejected(place, allowed(rule));
    value = {static_cast<int>(*keep), static_cast<int>(*of)};
}

Reader::Reader(const Place& map) : map_(map) {}

Complaint Reader::missing(const std::string& key, const std::string& allowed) const {
    return {map_.node.where(), child_path(map_.path, key), "no such key", allowed, ""};
}

void Reader::kind(const Field& field, core::LayerKind& kind) {
    const auto names = stage_kind_names();
    const Node* node = begin(field, names);
    if (!node) throw config_error(missing_);  // without it the other keys cannot be judged
    const Place place{*node, child_path(map_.path, field.key)};
    const std::string& text = scalar_at(place, allowed(names));
    for (const auto& known : stage_kinds()) {
        if (known.name != text) continue;
        kind = known.spec;
        return;
    }
    throw rejected(place, allowed(names), nearest(text, names));
}

void Reader::finish() const {
    std::vector<std::string> all_missing;  // one sentence for a file of an older version
    if (missing_keys_.size() > 1) all_missing = {"missing keys: " + joined(missing_keys_)};
    for (const auto& entry : map_.node.entries) {
        if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
        throw config_error({entry.value.where(), child_path(map_.path, entry.key), "unknown key '" + entry.key + "'",
                            known_.empty() ? "none" : joined(known_), nearest(entry.key, known_), all_missing});
    }
    if (missing_keys_.empty()) return;
    Complaint complaint = missing_;
    complaint.details = all_missing;
    throw config_error(complaint);
}

}  // namespace hashiflex
