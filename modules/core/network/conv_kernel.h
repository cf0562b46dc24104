// SPDX-License-Identifier: Apache-2.0
// The values of a convolution, one output row at a time: the arithmetic that a simulation spends its time on.
#pragma once

#include "modules/core/network/operators.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// One row of a tensor: [width][channels]; null outside the map (padding).
using RowView = const std::int32_t*;

class ConvKernel {
 public:
    // `conv` must outlive the kernel. `in` is the range of its input: it decides whether 32-bit sums are exact.
    ConvKernel(const Conv& conv, Interval in);

    // rows: the kernel_h rows that the output row sees. Writes [out width][out channels].
    void row(const std::vector<RowView>& rows, std::int32_t* out) const;

 private:
    template <typename Accumulator>
    void row_with(const std::vector<RowView>& rows, std::int32_t* out) const;
    // Adds the products of one input pixel, at one place of the window, to all channels.
    template <typename Accumulator>
    void add_pixel(Accumulator* acc, const std::int32_t* weight, const std::int32_t* pixel) const;

    const Conv* conv_;
    int in_per_group_;
    int out_per_group_;
    bool narrow_;                        // no sum leaves 32 bits
    std::vector<std::int32_t> weights_;  // [kernel_h][kernel_w][in/groups][out]: what one input value adds to, together
};

}  // namespace hashiflex::core
