// SPDX-License-Identifier: Apache-2.0
#include "modules/core/numeric/po2.h"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

// Digits still to be written are those of value / 2^exponent. An even remainder has digit 0; an odd one -1 or +1.
std::vector<Po2Term> shortest(std::int64_t value, int exponent, int levels) {
    if (value == 0) return {};
    if (exponent == levels - 1) return std::vector<Po2Term>(std::abs(value), Po2Term{exponent, value < 0});
    if (value % 2 == 0) return shortest(value / 2, exponent + 1, levels);
    // Modulo 4 tells which neighbour has two more factors of two: the canonical digit. Near the top exponent the other
    // one can be shorter, so there both are tried.
    const bool canonical_negative = (value & 3) == 3;
    const auto with_digit = [&](bool negative) {
        std::vector<Po2Term> terms{{exponent, negative}};
        const auto rest = shortest((value + (negative ? 1 : -1)) / 2, exponent + 1, levels);
        terms.insert(terms.end(), rest.begin(), rest.end());
        return terms;
    };
    auto best = with_digit(canonical_negative);
    const std::int64_t top = std::int64_t{1} << (levels - 1 - exponent);
    if (std::abs(value) < top) return best;  // canonical digits end below the top: nothing is shorter
    auto other = with_digit(!canonical_negative);
    return other.size() < best.size() ? other : best;
}

}  // namespace

std::vector<Po2Term> decompose(std::int64_t value, int levels) {
    if (levels < 1 || levels > kMaxLevels)
        throw std::invalid_argument("levels must be 1 to " + std::to_string(kMaxLevels) + ", not " +
                                    std::to_string(levels));
    constexpr int kMostTopDigits = 64;
    if (std::abs(value) >> (levels - 1) > kMostTopDigits)
        throw std::invalid_argument("weight " + std::to_string(value) + " is far above 2^" + std::to_string(levels - 1) +
                                    ", the largest power that " + std::to_string(levels) + " levels allow");
    return shortest(value, 0, levels);
}

}  // namespace hashiflex::core
