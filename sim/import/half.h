// SPDX-License-Identifier: Apache-2.0
// Reals of 16 bits, widened exactly.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace hashiflex::importing {

// IEEE 754 binary16: a sign, five bits of exponent, ten of mantissa.
inline float float_of_half(std::uint16_t bits) {
    constexpr int kBias = 15, kMantissaBits = 10, kSpecial = 31;
    const int exponent = (bits >> kMantissaBits) & kSpecial;
    const int mantissa = bits & 0x3ff;
    float magnitude;
    if (exponent == kSpecial)
        magnitude = mantissa == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
    else if (exponent == 0)
        magnitude = std::ldexp(static_cast<float>(mantissa), 1 - kBias - kMantissaBits);
    else
        magnitude = std::ldexp(static_cast<float>(mantissa + 0x400), exponent - kBias - kMantissaBits);
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

// bfloat16: the upper half of a float.
inline float float_of_bfloat(std::uint16_t bits) {
    const std::uint32_t wide = std::uint32_t{bits} << 16;
    float value;
    std::memcpy(&value, &wide, sizeof value);
    return value;
}

}  // namespace hashiflex::importing
