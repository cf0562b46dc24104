// SPDX-License-Identifier: Apache-2.0
// The gate: which numbers of NEW differ from BASE, and may they?
#pragma once

#include "sim/compare/results.h"
#include "sim/compare/rules.h"

#include <string>
#include <vector>

namespace hashiflex {

enum class Verdict { within, beyond };

// Which sides have a key. Versions of the program add keys and leave some out: only an exact number that is gone can no
// longer be guarded.
enum class Presence { both, added, gone };

// A key whose values are not equal, or that only one side has.
struct Difference {
    std::string key;
    Presence presence = Presence::both;
    nlohmann::ordered_json base, now;  // null where there is no such key
    bool exact = true;                 // no tolerance can apply
    double relative = 0;               // of numbers: (now - base) / larger magnitude
    Verdict verdict = Verdict::beyond;
};

struct PointComparison {
    std::string name;
    bool in_base = true, in_now = true;
    std::size_t compared = 0;  // keys that both have
    std::vector<Difference> differences;

    bool passed() const;
    std::size_t count(Presence presence) const;  // of differences
};

struct Comparison {
    std::vector<PointComparison> points;

    bool passed() const;
    std::size_t compared() const;
    std::size_t count(Verdict verdict) const;  // of keys that both sides have
    std::size_t count(Presence presence) const;
};

// Exact values (cycles, accuracy, counts) must be equal; of modelled ones the first rule that fits the key decides. A
// key that is new may be so; one that is gone may not if it was exact. Throws ConfigError for a rule that fits no key,
// or an exact one.
Comparison compare(const ResultPoints& base, const ResultPoints& now, const CompareRules& rules);

}  // namespace hashiflex
