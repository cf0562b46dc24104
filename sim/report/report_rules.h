// SPDX-License-Identifier: Apache-2.0
// What a value of report.json may be, and how a struct says once which keys it has there: the JSON writer and the
// schema writer visit that description.
#pragma once

#include "sim/config/rules.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace hashiflex {

// A description is a function
//
//     template <class V>
//     void describe(V& v, const IdleGroup& group) {
//         v.field("stages", group.stages, kCount, "How many they are.");
//     }
//
// V provides
//     field(key, value, rule, doc)   A key that is always there. Of the type Quantity or Known<T> it may be null, with
//                                    an entry in the reasons; of std::optional<T> it is null where there is none.
//     field_if(key, value, ...)      A key that is only there if the std::optional holds something.
//     group(key, doc, fields)        An object that is no struct: fields() visits its keys.
//     reasons(key, doc)              Why each null is one, by key path. After all keys that may be null.

inline constexpr Integers kCount{0, std::numeric_limits<std::int64_t>::max()};
inline constexpr Integers kSize{1, std::numeric_limits<std::int64_t>::max()};
inline constexpr Reals kAmount{0, std::numeric_limits<double>::infinity(), false};
inline constexpr Reals kPositive{0, std::numeric_limits<double>::infinity(), true};
inline constexpr Reals kShare{0, 1, false};

// Text, of the form that a regular expression states.
struct Words {
    const char* pattern = nullptr;  // none: any
};
inline constexpr Words kSha256{"^[0-9a-f]{64}$"};

struct OneOf {
    std::vector<std::string> values;
};

// An integer that is always this one.
struct Exactly {
    int value = 0;
};

// Rational: "3/2". With the rule Reals it is a number.
struct Fraction {};

// A Mapping that occurs several times; the schema describes it once, under this name.
struct Definition {
    const char* name;
};

// A list of structs with a member `path` each: an object whose keys are those.
struct ByPath {};

}  // namespace hashiflex
