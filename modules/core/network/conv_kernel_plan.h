// SPDX-License-Identifier: Apache-2.0
// A convolution laid out for vector instructions, if these can compute it exactly: weights, sums and requantization.
#pragma once

#include "modules/core/line_aligned.h"
#include "modules/core/network/operators.h"
#include "modules/core/numeric/row_format.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {

// How values meet weights: always 4 bytes of values with 4 bytes of weights, into one 32-bit sum. All sums are taken
// modulo 2^32 and are exact because the last one fits.
enum class ConvForm {
    bytes,            // dense: four unsigned bytes, successive in a window's row, with four signed bytes
    words,            // dense: two signed 16-bit values with two weights
    depthwise_bytes,  // as bytes, of four rows of one column of the window
    depthwise_words,  // as words, of two rows
};

// What an instruction set offers.
struct VectorUnit {
    int lanes;         // 32-bit sums in a vector
    bool exact_bytes;  // Products of bytes go into 32-bit sums at once? Else pairs of them into 16 bits first, which
                       // saturate: then bytes are taken only where no pair of a plan's weights can get there.
    bool words;
};

struct ConvPlan {
    ConvForm form = ConvForm::words;
    Window window;
    Shape in, out;
    RowFormat from, to;  // of the rows read and written; sums count values as they are stored, x - from.zero
    int lanes = 8;
    int blocks = 1;  // vectors that hold all output channels

    // Dense: [block][kernel_h][steps][lane], 4 bytes each: the weights of 4 or 2 successive values of a window's row.
    // Depthwise: [kernel_w][steps][blocks * lanes]: those of 4 or 2 rows. The last step may reach beyond the window's
    // row, or its rows, with weights 0.
    LineAligned<std::int32_t> weights;
    int steps = 1;

    // By channel, up to blocks * lanes.
    LineAligned<std::int32_t> start;        // bias, half a unit and what `from.zero` took away
    LineAligned<std::int32_t> right;        // shift of the sum
    bool left_shifts = false;               // Has any channel one? Then, before `right`:
    LineAligned<std::int32_t> least, most;  // clamp to what a left shift cannot push out of 32 bits,
    LineAligned<std::int32_t> left;         // and shift
    std::int32_t lo = 0, hi = 0;            // clamp of the result

    bool depthwise() const { return form == ConvForm::depthwise_bytes || form == ConvForm::depthwise_words; }
    bool of_bytes() const { return form == ConvForm::bytes || form == ConvForm::depthwise_bytes; }
    int value_bytes() const { return of_bytes() ? 1 : 2; }
    int per_step() const { return 4 / value_bytes(); }
    int pixel_bytes() const { return in.channels * value_bytes(); }  // in packed rows
    // Packed pixels of a row that any window sees, and their bytes with those the last step may reach.
    int packed_width() const { return (out.width - 1) * window.stride_w + window.kernel_w; }
    std::ptrdiff_t packed_row() const { return std::ptrdiff_t{packed_width()} * pixel_bytes() + 4; }
};

// Nothing if some value, weight or sum could be too wide for the unit, or for groups other than depthwise. `in` and
// `to`: of the rows read and written; `to` holds what the convolution clamps to.
std::optional<ConvPlan> plan_conv(const Conv& conv, const RowType& in, RowFormat to, VectorUnit unit);

// Write a row [out width][out channels] from the rows that it sees: as `to` says if that is bytes, else of 32-bit
// values. On x86-64 only.
void conv_row_avx2(const ConvPlan& plan, const std::vector<RowView>& rows, void* out);
void conv_row_avx512(const ConvPlan& plan, const std::vector<RowView>& rows, void* out);

}  // namespace hashiflex::core
