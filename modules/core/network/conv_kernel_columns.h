// SPDX-License-Identifier: Apache-2.0
// What vector kernels read: rows with their padding, and columns of rows interleaved for depthwise windows.
#pragma once

#include "modules/core/network/conv_kernel_plan.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// The rows of a dense window, padding included, of bytes or words as the plan's form takes them.
struct PaddedRows {
    const std::uint8_t* data;
    std::ptrdiff_t row_bytes;
};

// Rows that are what the kernel reads are taken where they lie. Valid until this thread's next call.
PaddedRows padded_rows(const ConvPlan& plan, const std::vector<RowView>& rows);

// Some successive channels of the rows of a depthwise window: [packed width][steps][channels], 4 bytes each: a
// channel's values in 4 or 2 rows. `channels`: a multiple of 16; those beyond the map's are of no use. Aligned to 64
// bytes, valid until this thread's next call. On x86-64 only.
const std::int32_t* interleaved_columns(const ConvPlan& plan, const std::vector<RowView>& rows, int channel,
                                        int channels);

}  // namespace hashiflex::core
