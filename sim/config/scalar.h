// SPDX-License-Identifier: Apache-2.0
// Numbers and booleans as text: decimal only, so 010 is refused instead of becoming 8, and `yes` is not a
// boolean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hashiflex {

// Optional '-', digits without leading zero; must fit 64 bits.
std::optional<std::int64_t> parse_integer(const std::string& text);
// The same with optional fraction and exponent: 2, -0.5, 1.5e-3. Finite.
std::optional<double> parse_real(const std::string& text);
// true or false.
std::optional<bool> parse_boolean(const std::string& text);

}  // namespace hashiflex
