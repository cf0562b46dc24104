// SPDX-License-Identifier: Apache-2.0
#include "modules/core/numeric/interval.h"

#include "modules/core/numeric/int128.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

constexpr std::int64_t kLimit = std::int64_t{1} << 62;

std::int64_t checked(Int128 value) {
    if (value > kLimit || value < -kLimit)
        throw std::overflow_error("a sum needs more than 62 bits; no adder that wide is built");
    return static_cast<std::int64_t>(value);
}

int unsigned_width(std::uint64_t value) {
    int bits = 0;
    for (; value != 0; value >>= 1) ++bits;
    return bits;
}

}  // namespace

Interval add(Interval a, Interval b) {
    return {checked(static_cast<Int128>(a.lo) + b.lo), checked(static_cast<Int128>(a.hi) + b.hi)};
}

Interval subtract(Interval a, Interval b) {
    return {checked(static_cast<Int128>(a.lo) - b.hi), checked(static_cast<Int128>(a.hi) - b.lo)};
}

Interval shift_left(Interval a, int shift) {
    if (shift > 62) throw std::overflow_error("a shift by " + std::to_string(shift) + " needs more than 62 bits");
    return scale(a, std::int64_t{1} << shift);
}

Interval scale(Interval a, std::int64_t factor) {
    const auto lo = static_cast<Int128>(a.lo) * factor;
    const auto hi = static_cast<Int128>(a.hi) * factor;
    return {checked(std::min(lo, hi)), checked(std::max(lo, hi))};
}

Interval hull(Interval a, Interval b) {
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

int width(Interval range) {
    const int positive = range.hi > 0 ? unsigned_width(static_cast<std::uint64_t>(range.hi)) : 0;
    if (range.lo >= 0) return positive;
    return 1 + std::max(positive, unsigned_width(static_cast<std::uint64_t>(-(range.lo + 1))));
}

}  // namespace hashiflex::core
