// SPDX-License-Identifier: Apache-2.0
// Closed integer intervals: the range analysis that makes every adder exactly wide enough.
#pragma once

#include <cstdint>

namespace hashiflex::core {

struct Interval {
    std::int64_t lo = 0;
    std::int64_t hi = 0;

    friend bool operator==(const Interval& a, const Interval& b) { return a.lo == b.lo && a.hi == b.hi; }
};

// Each throws std::overflow_error when a bound leaves 62 bits: nothing in this project wraps.
Interval add(Interval a, Interval b);
Interval subtract(Interval a, Interval b);
Interval shift_left(Interval a, int shift);
Interval scale(Interval a, std::int64_t factor);
Interval hull(Interval a, Interval b);

// Wires that carry every value of the interval: unsigned if lo >= 0 (0 wires for the constant 0), else two's
// complement.
int width(Interval range);

}  // namespace hashiflex::core
