// SPDX-License-Identifier: Apache-2.0
// Constraints of a sweep: comparisons between sums and products of keys, joined by `and`, `or`, `not`.
//
//   condition  conjunction { "or" conjunction }
//   conjunction  negation { "and" negation }
//   negation   "not" negation | "(" condition ")" | comparison
//   comparison sum ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum
//   sum        product { ( "+" | "-" ) product }
//   product    unary { ( "*" | "/" | "%" ) unary }
//   unary      "-" unary | number | "text" | dotted.path | "(" sum ")"
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace hashiflex {

using ConstraintValue = std::variant<double, std::string>;
// What a key is; nothing: it is not set.
using KeyValues = std::function<std::optional<ConstraintValue>(const std::string& path)>;

// Throws std::invalid_argument with what is wrong and where: syntax, a key that is not set, text where a number is
// needed, a division by 0.
bool holds(const std::string& constraint, const KeyValues& values);

}  // namespace hashiflex
