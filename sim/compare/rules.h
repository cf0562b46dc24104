// SPDX-License-Identifier: Apache-2.0
// A rule file: by how much modelled numbers may differ.
#pragma once

#include "sim/config/describe.h"
#include "sim/config/rules.h"

#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex {

struct ToleranceRule {
    std::string keys;     // key paths; * stands for any characters
    double relative = 0;  // share of the larger of the two magnitudes
    double absolute = 0;  // in the unit of the number
};

struct CompareRules {
    std::filesystem::path path;  // empty: no file, nothing may differ
    std::vector<ToleranceRule> tolerances;
};

template <class V>
void describe(V& v, ToleranceRule& rule) {
    v.required("keys", rule.keys, Text{}, "Key paths of report.json that it holds for; * stands for any characters.");
    v.optional("relative", rule.relative, Reals{0, 10, false}, "Allowed difference, as a share of the larger value.");
    v.optional("absolute", rule.absolute, Reals{0, 1e15, false}, "Allowed difference, in the unit of the number.");
}

template <class V>
void describe(V& v, CompareRules& rules) {
    v.required("tolerances", rules.tolerances, ListOf<Mapping>{{}, 1}, "The first rule that fits a key decides.");
}

CompareRules load_rules(const std::filesystem::path& path);

// "area.*" fits "area.total_um2".
bool fits(const std::string& pattern, const std::string& key);

}  // namespace hashiflex
