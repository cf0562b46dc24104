// SPDX-License-Identifier: Apache-2.0
// Formatting through fmt and from_chars: neither looks at the locale.
#include "sim/report/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hashiflex {
namespace {

// A comma after every third digit of what stands before the point.
std::string group(std::string digits) {
    const std::size_t first = digits[0] == '-' ? 1 : 0;
    std::size_t place = std::min(digits.find('.'), digits.size());
    while (place > first + 3) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

}  // namespace

std::string with_thousands(std::int64_t value) {
    return group(fmt::format("{}", value));
}

std::string with_decimals(double value, int decimals) {
    return group(fmt::format("{:.{}f}", value, decimals));
}

std::string readable(double value) {
    if (value == 0) return "0";
    const int digits_before = static_cast<int>(std::floor(std::log10(std::abs(rounded(value))))) + 1;
    return with_decimals(value, std::clamp(4 - digits_before, 0, 12));
}

double rounded(double value) {
    const std::string text = fmt::format("{:.12g}", value);
    double result = value;
    std::from_chars(text.data(), text.data() + text.size(), result);
    return result;
}

}  // namespace hashiflex
