// SPDX-License-Identifier: Apache-2.0
// Checks the grammar, then lets std::from_chars convert: it knows no locale.
#include "sim/config/scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace hashiflex {
namespace {

bool among(const std::string& text, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return text == word; });
}

// Where the digits that begin at `at` end.
std::size_t digits_end(const std::string& text, std::size_t at) {
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at;
}

std::size_t sign_end(const std::string& text, std::size_t at = 0) {
    return at < text.size() && (text[at] == '-' || text[at] == '+') ? at + 1 : at;
}

// [-+]?[0-9]+
bool is_decimal(const std::string& text) {
    const std::size_t first = sign_end(text);
    return first < text.size() && digits_end(text, first) == text.size();
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool is_float(const std::string& text) {
    const std::size_t first = sign_end(text);
    std::size_t at = digits_end(text, first);
    std::size_t digits = at - first;
    if (at < text.size() && text[at] == '.') {
        const std::size_t end = digits_end(text, at + 1);
        if (digits == 0) digits = end - at - 1;
        at = end;
    }
    if (digits == 0) return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        const std::size_t exponent = sign_end(text, at + 1);
        at = digits_end(text, exponent);
        if (at == exponent) return false;
    }
    return at == text.size();
}

// 8 or 16 of 0o17 and 0x1f; 0 of anything else.
int base_of(const std::string& text) {
    if (text.size() < 3 || text[0] != '0') return 0;
    const int base = text[1] == 'o' ? 8 : text[1] == 'x' ? 16 : 0;
    const char* digits = base == 8 ? "01234567" : "0123456789abcdefABCDEF";
    return base != 0 && text.find_first_not_of(digits, 2) == std::string::npos ? base : 0;
}

bool is_infinite(const std::string& text) {
    return among(text.substr(sign_end(text)), {".inf", ".Inf", ".INF"});
}

std::optional<std::int64_t> convert_integer(const std::string& text, std::size_t first, int base) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data() + first, end, value, base);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

std::optional<double> convert_real(const std::string& text) {
    double value = 0;
    const char* first = text.data() + (text[0] == '+' ? 1 : 0);
    const auto result = std::from_chars(first, text.data() + text.size(), value);
    if (result.ec == std::errc{}) return value;
    const bool too_small = text.find("e-") != std::string::npos || text.find("E-") != std::string::npos;
    return too_small ? std::optional(0.0) : std::nullopt;
}

// A double that is whole and fits.
std::optional<std::int64_t> whole(double value) {
    constexpr double kLimit = 9223372036854775808.0;  // 2^63
    if (value != std::floor(value) || value < -kLimit || value >= kLimit) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

}  // namespace

std::optional<std::int64_t> parse_integer(const std::string& text) {
    if (is_decimal(text)) return convert_integer(text, text[0] == '+' ? 1 : 0, 10);
    if (const int base = base_of(text)) return convert_integer(text, 2, base);
    if (!is_float(text)) return std::nullopt;
    const auto value = convert_real(text);
    return value ? whole(*value) : std::nullopt;
}

std::optional<double> parse_real(const std::string& text) {
    if (is_infinite(text))
        return text[0] == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    if (base_of(text) != 0) {
        const auto value = parse_integer(text);
        return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
    }
    return is_float(text) ? convert_real(text) : std::nullopt;
}

std::optional<bool> parse_boolean(const std::string& text) {
    if (among(text, {"true", "True", "TRUE"})) return true;
    if (among(text, {"false", "False", "FALSE"})) return false;
    return std::nullopt;
}

bool is_text(const std::string& text) {
    const bool is_number = is_float(text) || base_of(text) != 0 || is_infinite(text);
    return !is_number && !parse_boolean(text) &&
           !among(text, {"", "~", "null", "Null", "NULL", ".nan", ".NaN", ".NAN"});
}

}  // namespace hashiflex
