// SPDX-License-Identifier: Apache-2.0
// All weights that `levels` exponents and `terms` terms can make, and the nearest of them to a real number.
#pragma once

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// How far two numbers are apart: by their difference, or by their ratio.
enum class Distance { linear, log };

class Po2Grid {
 public:
    // Sums of at most `terms` signed powers 2^0 .. 2^(levels-1). Levels 1 to 16, terms 1 to 8.
    Po2Grid(int levels, int terms);

    // Ties go to the larger magnitude. The distance by ratio is that of neighbours of one sign; what is nearer to 0
    // than to the smallest value becomes 0 by either.
    std::int32_t nearest(double value, Distance distance = Distance::linear) const;
    std::int32_t largest() const { return magnitudes_.back(); }
    const std::vector<std::int32_t>& magnitudes() const { return magnitudes_; }  // from 0 up
    bool holds(std::int64_t value) const;

 private:
    std::vector<std::int32_t> magnitudes_;
};

}  // namespace hashiflex::core
