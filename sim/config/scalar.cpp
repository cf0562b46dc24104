// SPDX-License-Identifier: Apache-2.0
// Checks the grammar, then lets std::from_chars convert: it knows no locale.
#include "sim/config/scalar.h"

#include <charconv>
#include <system_error>

namespace hashiflex {
namespace {

// Where the digits that begin at `at` end.
std::size_t digits_end(const std::string& text, std::size_t at) {
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at;
}

// Where the integer that `text` begins with ends; 0 if it begins with none.
std::size_t integer_end(const std::string& text) {
    const std::size_t first = !text.empty() && text[0] == '-' ? 1 : 0;
    const std::size_t end = digits_end(text, first);
    const bool leading_zero = end > first + 1 && text[first] == '0';
    return end == first || leading_zero ? 0 : end;
}

bool is_real(const std::string& text) {
    std::size_t at = integer_end(text);
    if (at == 0) return false;
    if (at < text.size() && text[at] == '.') {
        const std::size_t end = digits_end(text, at + 1);
        if (end == at + 1) return false;
        at = end;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        const std::size_t end = digits_end(text, at);
        if (end == at) return false;
        at = end;
    }
    return at == text.size();
}

template <class T>
std::optional<T> convert(const std::string& text) {
    T value{};
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::int64_t> parse_integer(const std::string& text) {
    if (text.empty() || integer_end(text) != text.size()) return std::nullopt;
    return convert<std::int64_t>(text);
}

std::optional<double> parse_real(const std::string& text) {
    return is_real(text) ? convert<double>(text) : std::nullopt;
}

std::optional<bool> parse_boolean(const std::string& text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

}  // namespace hashiflex
