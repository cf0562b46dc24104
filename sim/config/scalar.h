// SPDX-License-Identifier: Apache-2.0
// What a scalar without quotes is: null, boolean, number or text, as the core schema of YAML 1.2 says. So 8.0 and 1e1
// are integers, as they are to a JSON Schema, 010 is ten, and 1_000 and yes are text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hashiflex {

// -?digits, 0o17, 0x1f, or a number with point or exponent whose value is whole. Must fit 64 bits.
std::optional<std::int64_t> parse_integer(const std::string& text);
// Any number: 2, -.5, 1.5e-3, .inf; nothing if it is too large for a double, or no number (.nan).
std::optional<double> parse_real(const std::string& text);
// true or false, also True, TRUE, False, FALSE.
std::optional<bool> parse_boolean(const std::string& text);
// Anything but a null, a boolean or a number, however large.
bool is_text(const std::string& text);

}  // namespace hashiflex
