// SPDX-License-Identifier: Apache-2.0
// Sums of signed powers of two: what a hardwired weight may be.
#pragma once

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// sign * 2^exponent.
struct Po2Term {
    int exponent = 0;
    bool negative = false;
};

constexpr int kMaxLevels = 62;

// The fewest terms with exponents in [0, levels) whose sum is `value`, lowest exponent first; empty for 0.
// Throws std::invalid_argument for levels outside 1..kMaxLevels or a value far above 2^(levels-1).
// With enough levels this is the canonical signed digit form (Avizienis 1961). Always exists (levels >= 1):
// 2^(levels-1) may repeat.
std::vector<Po2Term> decompose(std::int64_t value, int levels);

}  // namespace hashiflex::core
