// SPDX-License-Identifier: Apache-2.0
// Requantization: from an exact accumulator to the next tensor's grid, by a shift and a clamp.
#pragma once

#include "modules/core/numeric/interval.h"

#include <algorithm>
#include <cstdint>

namespace hashiflex::core {

// Right shifts that hardware is built for; negative ones shift left.
constexpr Interval kShiftRange{-31, 48};

// What rounding adds before an arithmetic right shift: half a unit (round half up). Left shifts add nothing.
inline std::int64_t rounding_constant(int shift) {
    return shift > 0 ? std::int64_t{1} << (shift - 1) : 0;
}

// Right for shift > 0, left for shift < 0. Shifts of 62 and more leave only the sign.
inline std::int64_t shift_right(std::int64_t value, int shift) {
    if (shift <= 0) return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << -shift);
    return value >> std::min(shift, 63);
}

// clamp((acc + 2^(s-1)) >> s, lo, hi); s <= 0 shifts left.
inline std::int64_t requantize(std::int64_t acc, int shift, Interval clamp) {
    // What a left shift could push out of 64 bits is beyond the clamp before it, too.
    if (shift < 0) acc = std::clamp(acc, clamp.lo >> -shift, (clamp.hi >> -shift) + 1);
    return std::clamp(shift_right(acc + rounding_constant(shift), shift), clamp.lo, clamp.hi);
}

}  // namespace hashiflex::core
