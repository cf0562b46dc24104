// SPDX-License-Identifier: Apache-2.0
// A convolution laid out for vector instructions, if these can compute it exactly: weights, sums and requantization.
#pragma once

#include "modules/core/network/operators.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {

// One row of a tensor: [width][channels]; null outside the map (padding).
using RowView = const std::int32_t*;

// How values meet weights. All sums are taken modulo 2^32 and are exact because the last one fits.
enum class ConvForm {
    bytes,      // dense: four unsigned bytes x - zero with four signed bytes, into one 32-bit sum
    words,      // dense: two signed 16-bit values with two weights
    depthwise,  // one 16-bit value, as it stands in its 32-bit row, with one weight; the other half meets 0
};

struct ConvPlan {
    ConvForm form = ConvForm::words;
    Window window;
    Shape in, out;
    int lanes = 8;   // 32-bit sums in a vector
    int blocks = 1;  // vectors that hold all output channels
    int zero = 0;    // what packing subtracts

    // Dense: [block][kernel_h][steps][lane], 4 bytes each: the weights of 4 or 2 successive values of a window's row.
    // The row's last step may reach beyond it, with weights 0. Depthwise: [kernel_h][kernel_w][blocks * lanes].
    std::vector<std::int32_t> weights;
    int steps = 1;

    // By channel, up to blocks * lanes.
    std::vector<std::int32_t> start;        // bias, half a unit and what `zero` took away
    std::vector<std::int32_t> right;        // shift of the sum
    bool left_shifts = false;               // Has any channel one? Then, before `right`:
    std::vector<std::int32_t> least, most;  // clamp to what a left shift cannot push out of 32 bits,
    std::vector<std::int32_t> left;         // and shift
    std::int32_t lo = 0, hi = 0;            // clamp of the result

    int value_bytes() const { return form == ConvForm::bytes ? 1 : 2; }
    int pixel_bytes() const { return in.channels * value_bytes(); }  // packed
    // Packed pixels of a row that any window sees, and their bytes with those the last step may reach.
    int packed_width() const { return (out.width - 1) * window.stride_w + window.kernel_w; }
    std::ptrdiff_t packed_row() const { return std::ptrdiff_t{packed_width()} * pixel_bytes() + 4; }
};

// Nothing if some value, weight or sum could be too wide, or for groups other than depthwise.
std::optional<ConvPlan> plan_conv(const Conv& conv, Interval in, int lanes, bool bytes);

// Writes [out width][out channels] from the rows that the output row sees. On x86-64 only.
void conv_row_avx2(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out);
void conv_row_avx512(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out);

}  // namespace hashiflex::core
