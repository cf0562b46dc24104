// SPDX-License-Identifier: Apache-2.0
#include "modules/core/accuracy/wilson.h"

#include <cassert>
#include <cmath>

namespace hashiflex::core {

ShareInterval wilson95(std::uint64_t hits, std::uint64_t of) {
    assert(of > 0 && hits <= of);
    constexpr double kZ = 1.959963984540054;  // of the normal distribution, 2.5 % lie beyond
    const auto n = static_cast<double>(of);
    const double share = static_cast<double>(hits) / n;
    const double z2 = kZ * kZ;
    const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kZ / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    // Rounding must not push an end of the range off it.
    return {hits == 0 ? 0.0 : centre - half, hits == of ? 1.0 : centre + half};
}

}  // namespace hashiflex::core
