// SPDX-License-Identifier: Apache-2.0
// Every key that a description holds, with values that must be refused: made from the description, so none is
// forgotten.
#pragma once

#include "sim/config/describe.h"
#include "sim/config/path.h"
#include "sim/config/rules.h"
#include "sim/config/stage_kinds.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::test {

struct Key {
    std::string path;
    bool required;
    std::string doc;
    std::vector<std::string> refused;  // YAML values
};

inline std::vector<std::string> refused_by(const Integers& rule) {
    return {std::to_string(rule.lowest - 1),
            std::to_string(rule.highest + 1),
            "x",
            "1.5",
            "\"1\"",
            "[1]",
            "{a: 1}",
            "1_000",
            "0b1",
            "1e-1",
            ".inf",
            "99999999999999999999",
            "''",
            "true"};
}
inline std::vector<std::string> refused_by(const IntegerSet&) {
    return {"3", "x", "\"8\"", "[8]", "8.5"};
}
inline std::vector<std::string> refused_by(const Reals& rule) {
    return {std::to_string(rule.lowest - 1),
            std::to_string(rule.highest * 2),
            "x",
            "\"1\"",
            "[1]",
            "{a: 1}",
            ".nan",
            ".inf",
            "inf",
            "0x1p3",
            "1e999",
            "1_0"};
}
inline std::vector<std::string> refused_by(const Flag&) {
    return {"yes", "1", "tRue", "\"true\"", "[true]"};
}
inline std::vector<std::string> refused_by(const Text& rule) {
    std::vector<std::string> values{"''", "[a]", "{a: 1}", "8", "-1e3", "0x1F", "TRUE", ".nan"};
    if (rule.form != Text::Form::any) values.insert(values.end(), {"a b", "a/b", "-a", std::string(101, 'a')});
    if (rule.form == Text::Form::identifier) values.insert(values.end(), {"1a", "a.b", "a-b"});
    return values;
}
template <class E>
std::vector<std::string> refused_by(const Choices<E>&) {
    return {"nonsense", "1", "[a]", "{a: 1}", "''"};
}
inline std::vector<std::string> refused_by(const HeightWidth&) {
    return {"0", "65", "[3]", "[3, 3, 3]", "[0, 3]", "[3, 65]", "[a, 3]", "{height: 3}", "\"3\"", "3.5", "auto"};
}
inline std::vector<std::string> refused_by(const Pads&) {
    return {"same", "explicit_pads", "1", "[1, 1, 1, 1]", "{top: 1}", "{top: 1, bottom: 1, left: 1, right: 64}"};
}
inline std::vector<std::string> refused_by(const Weights&) {
    return {"''",
            "[a]",
            "{a: 1}",
            "{synthetic: 1}",
            "{synthetic: {seed: -1}}",
            "{synthetic: {}}",
            "{}",
            "{quantize: 1}",
            "{synthetic: {seed: 1}, quantize: {}}"};
}
inline std::vector<std::string> refused_by(const Format&) {
    return {"Auto", "8", "[8]", "''", "{bits: 8}", "{bits: 17, signed: true, frac: 0}"};
}
inline std::vector<std::string> refused_by(const Shares&) {
    return {"-0.1", "1.1", "x", "[]", "[2]", "[x]", "{a: 1}", "\"0.5\""};
}
inline std::vector<std::string> refused_by(const Offsets&) {
    return {"-1", "256", "x", "1.5", "[]", "[256]", "[x]", "{a: 1}"};
}
inline std::vector<std::string> refused_by(const Pattern&) {
    return {"2", "2:", ":4", "0:4", "5:4", "2:65", "a:b", "[2, 4]", "{a: 1}", "2:4:8"};
}
inline std::vector<std::string> refused_by(const Mapping&) {
    return {"1", "[1]", "''"};
}
inline std::vector<std::string> refused_by(const ByName&) {
    return {"1", "[1]", "{stem: 1}"};
}
template <class Rule>
std::vector<std::string> refused_by(const OrAuto<Rule>& rule) {
    auto values = refused_by(rule.rule);
    values.insert(values.end(), {"Auto", "none"});
    return values;
}
template <class Rule>
std::vector<std::string> refused_by(const OrNull<Rule>& rule) {
    auto values = refused_by(rule.rule);
    values.emplace_back("\"null\"");
    return values;
}
template <class Rule>
std::vector<std::string> refused_by(const ListOf<Rule>&) {
    return {"1", "[]", "{a: 1}", "[[]]", "[{}]"};
}

class KeyList : public Visitor<KeyList> {
 public:
    template <class T>
    static std::vector<Key> of() {
        KeyList list;
        T value;
        describe(list, value);
        return list.keys_;
    }

    template <class T, class Rule>
    void field(const Field& field, T& value, const Rule& rule) {
        const std::string path = child_path(prefix_, field.key);
        keys_.push_back({path, field.required, field.doc, refused_by(rule)});
        descend(path, value, rule);
    }
    void kind(const Field& field, core::LayerKind& kind) {
        keys_.push_back({child_path(prefix_, field.key), true, field.doc, {"cnv", "[conv]", "''"}});
        kind = stage_kinds()[layer_].spec;
    }

 private:
    template <class T, class Rule>
    void descend(const std::string&, T&, const Rule&) {}

    template <class T>
    void descend(const std::string& path, T& value, const Mapping&) {
        const std::string outer = std::exchange(prefix_, path);
        describe(*this, value);
        prefix_ = outer;
    }
    template <class T>
    void descend(const std::string& path, std::optional<T>& value, const Mapping& rule) {
        descend(path, value.emplace(), rule);
    }
    template <class T>
    void descend(const std::string& path, std::map<std::string, T>& value, const ByName&) {
        descend(path + ".stem", value["stem"], Mapping{});
    }
    template <class T>
    void descend(const std::string& path, T& value, const Format&) {
        descend(path, value, Mapping{});
    }
    // Layers: one of every kind, as in the sample.
    template <class T>
    void descend(const std::string& path, std::vector<T>& value, const ListOf<Mapping>&) {
        for (layer_ = 0; layer_ < stage_kinds().size(); ++layer_)
            descend(item_path(path, layer_), value.emplace_back(), Mapping{});
    }

    std::string prefix_;
    std::size_t layer_ = 0;
    std::vector<Key> keys_;
};

}  // namespace hashiflex::test
