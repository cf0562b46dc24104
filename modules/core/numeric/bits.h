// SPDX-License-Identifier: Apache-2.0
// Widths of counters and signed wires.
#pragma once

#include "modules/core/numeric/interval.h"

#include <algorithm>
#include <cstdint>

namespace hashiflex::core {

// ceil(log2 n): the bits that count 0 .. n - 1; at least `least`.
inline int bits_for(std::int64_t n, int least = 1) {
    int bits = 0;
    while ((std::int64_t{1} << bits) < n) ++bits;
    return std::max(bits, least);
}

// Bits of a signed wire that carries every value of the interval (at least 1).
inline int signed_width(Interval range) {
    return std::max(width(range) + (range.lo >= 0 ? 1 : 0), 1);
}

}  // namespace hashiflex::core
