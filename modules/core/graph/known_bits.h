// SPDX-License-Identifier: Apache-2.0
// Which bits of a value are the same whatever the inputs are, found as synthesis finds it: position by position along
// the carry chain. Values are two's complement, sign-extended to 64 bits.
#pragma once

#include <cstdint>

namespace hashiflex::core {

using Bits = std::uint64_t;

constexpr Bits low_bits(int count) {
    return count >= 64 ? ~Bits{0} : (Bits{1} << count) - 1;
}

struct KnownBits {
    Bits zero = 0;  // bits that are always 0
    Bits one = 0;   // bits that are always 1

    Bits known() const { return zero | one; }

    static KnownBits constant(std::int64_t value) {
        const auto bits = static_cast<Bits>(value);
        return {~bits, bits};
    }
    // Any value of so many wires.
    static KnownBits any(int wires, bool is_signed) { return {is_signed ? 0 : ~low_bits(wires), 0}; }

    KnownBits shifted(int by) const { return {(zero << by) | low_bits(by), one << by}; }
    KnownBits inverted() const { return {one, zero}; }
    // As a bus of `wires` whose top one is the sign.
    KnownBits sign_extended(int wires) const {
        const Bits above = ~low_bits(wires);
        const Bits sign = Bits{1} << (wires - 1);
        return {(zero & ~above) | (zero & sign ? above : 0), (one & ~above) | (one & sign ? above : 0)};
    }
};

struct KnownSum {
    KnownBits sum;
    KnownBits carry;  // into each position
};

// lhs + rhs + carry. A carry is known where two of the three bits below it are known and equal: then the least and
// the greatest possible operands give the same one.
inline KnownSum known_sum(const KnownBits& lhs, const KnownBits& rhs, bool carry) {
    const Bits most = ~lhs.zero + ~rhs.zero + (carry ? 1 : 0);
    const Bits least = lhs.one + rhs.one + (carry ? 1 : 0);
    KnownSum result;
    result.carry.zero = ~(most ^ ~lhs.zero ^ ~rhs.zero);
    result.carry.one = least ^ lhs.one ^ rhs.one;
    const Bits all = lhs.known() & rhs.known() & result.carry.known();
    result.sum = {all & ~least, all & least};
    return result;
}

}  // namespace hashiflex::core
