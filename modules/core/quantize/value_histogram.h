// SPDX-License-Identifier: Apache-2.0
// How often magnitudes occur in a tensor, in bins of 1/32 octave: counts do not depend on the order of images.
#pragma once

#include "modules/core/quantize/float_kernel.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::core {

class ValueHistogram {
 public:
    ValueHistogram();
    // Throws std::overflow_error if a value is no finite number.
    void add(const FloatMap& map);
    void add(const ValueHistogram& other);

    std::uint64_t total() const;
    // The least magnitude that so many percent of all values do not exceed (the upper end of its bin).
    double percentile(double percent) const;
    // Sum of squared errors if values become multiples of `unit` up to `largest`; rounding errors are taken as uniform.
    double squared_error(double unit, double largest) const;

 private:
    std::vector<std::uint64_t> counts_;
};

}  // namespace hashiflex::core
