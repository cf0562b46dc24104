// SPDX-License-Identifier: Apache-2.0
// The gate: which numbers of NEW differ from BASE, and may they?
#pragma once

#include "sim/compare/results.h"
#include "sim/compare/rules.h"

#include <string>
#include <vector>

namespace hashiflex {

enum class Verdict { within, beyond };

// A key whose values are not equal. A key that only one side has is null on the other.
struct Difference {
    std::string key;
    nlohmann::ordered_json base, now;
    bool exact = true;    // no tolerance can apply
    double relative = 0;  // of numbers: (now - base) / larger magnitude
    Verdict verdict = Verdict::beyond;
};

struct PointComparison {
    std::string name;
    bool in_base = true, in_now = true;
    std::size_t compared = 0;  // keys
    std::vector<Difference> differences;

    bool passed() const;
};

struct Comparison {
    std::vector<PointComparison> points;

    bool passed() const;
    std::size_t compared() const;
    std::size_t count(Verdict verdict) const;
};

// Exact values (cycles, accuracy, counts) must be equal; of modelled ones the first rule that fits the key decides.
// Throws ConfigError for a rule that fits no key, or an exact one.
Comparison compare(const ResultPoints& base, const ResultPoints& now, const CompareRules& rules);

}  // namespace hashiflex
