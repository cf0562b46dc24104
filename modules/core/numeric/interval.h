// SPDX-License-Identifier: Apache-2.0
// Closed integer intervals: the range analysis that makes every adder exactly wide enough.
#pragma once

#include <algorithm>
#include <cstdint>

namespace hashiflex::core {

struct Interval {
    std::int64_t lo = 0;
    std::int64_t hi = 0;

    friend bool operator==(const Interval& a, const Interval& b) { return a.lo == b.lo && a.hi == b.hi; }
};

// Functions below throw std::overflow_error when a bound leaves 62 bits: nothing in this project wraps. They are inline
// because graphs of millions of adders go through them.
[[noreturn]] void refuse_wide_sum();
[[noreturn]] void refuse_wide_shift(int shift);

// a * factor + b, or an error.
inline std::int64_t checked(std::int64_t a, std::int64_t factor, std::int64_t b) {
    constexpr std::int64_t kLimit = std::int64_t{1} << 62;
    std::int64_t product = 0;
    std::int64_t sum = 0;
    if (__builtin_mul_overflow(a, factor, &product) || __builtin_add_overflow(product, b, &sum) || sum > kLimit ||
        sum < -kLimit)
        refuse_wide_sum();
    return sum;
}

inline Interval add(Interval a, Interval b) {
    return {checked(a.lo, 1, b.lo), checked(a.hi, 1, b.hi)};
}

inline Interval subtract(Interval a, Interval b) {
    return {checked(b.hi, -1, a.lo), checked(b.lo, -1, a.hi)};
}

inline Interval scale(Interval a, std::int64_t factor) {
    const std::int64_t lo = checked(a.lo, factor, 0);
    const std::int64_t hi = checked(a.hi, factor, 0);
    return {std::min(lo, hi), std::max(lo, hi)};
}

inline Interval shift_left(Interval a, int shift) {
    if (shift > 62) refuse_wide_shift(shift);
    return scale(a, std::int64_t{1} << shift);
}

inline Interval hull(Interval a, Interval b) {
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

// Wires that carry every value of the interval: unsigned if lo >= 0 (0 wires for the constant 0), else two's
// complement.
inline int width(Interval range) {
    const auto bits = [](std::int64_t value) {
        return value <= 0 ? 0 : 64 - __builtin_clzll(static_cast<std::uint64_t>(value));
    };
    const int positive = bits(range.hi);
    return range.lo >= 0 ? positive : 1 + std::max(positive, bits(-(range.lo + 1)));
}

}  // namespace hashiflex::core
