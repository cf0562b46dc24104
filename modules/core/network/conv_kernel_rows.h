// SPDX-License-Identifier: Apache-2.0
// Rows of convolutions with vector instructions, whatever these are: included by the file of each instruction set after
// it has defined, in namespace hashiflex::core,
//
//     HASHIFLEX_TARGET               the attribute that lets a function use the instructions
//     Vector, kLanes                 of 32-bit sums
//     dense_pixels(vectors), depthwise_pixels(vectors)    of a tile of as many vectors of channels
//     load(from), broadcast(from)    kLanes values; four bytes, in each lane
//     add_products<Bytes>(sum, values, weights)
//     requantized(plan, channel, sum)            by the shifts of the channels from `channel` on
//     store_bytes(plan, values[4], to, count)    clamped, of up to 4 * kLanes channels
//     store_words(plan, values, to, count)       clamped, of up to kLanes channels
//
// A tile is some pixels by some vectors of channels: as many sums as registers hold, so that a loaded value meets
// several weights and a weight several values.
#include "modules/core/network/conv_kernel_columns.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

constexpr int kVectors = 4;  // of a tile, at most: a vector of bytes holds the results of as many

// Results of one pixel, `Vectors` vectors of channels from `channel` on.
template <int Vectors>
HASHIFLEX_TARGET inline void store(const ConvPlan& plan, int channel, int x, const Vector (&sums)[Vectors], void* out) {
    Vector values[kVectors] = {};
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) values[v] = requantized(plan, channel + v * kLanes, sums[v]);
    const std::ptrdiff_t at = std::ptrdiff_t{x} * plan.out.channels + channel;
    const int count = plan.out.channels - channel;
    if (plan.to.bytes == 1)
        return store_bytes(plan, values, static_cast<std::uint8_t*>(out) + at, std::min(count, Vectors * kLanes));
    for (int v = 0; v < Vectors; ++v)
        store_words(plan, values[v], static_cast<std::int32_t*>(out) + at + v * kLanes,
                    std::min(count - v * kLanes, kLanes));
}

template <int Vectors, int Pixels>
HASHIFLEX_TARGET inline void start_sums(const ConvPlan& plan, int channel, Vector (&sums)[Pixels][Vectors]) {
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) {
        const Vector start = load(plan.start.data() + channel + v * kLanes);
#pragma GCC unroll 16
        for (int p = 0; p < Pixels; ++p) sums[p][v] = start;
    }
}

// Pixels from x on; `values`: where the window of the first one begins.
template <bool Bytes, int Vectors, int Pixels>
HASHIFLEX_TARGET void dense_tile(const ConvPlan& plan, const PaddedRows& rows, int block, int x, void* out) {
    Vector sums[Pixels][Vectors];
    start_sums(plan, block * kLanes, sums);
    const std::ptrdiff_t of_block = std::ptrdiff_t{plan.window.kernel_h} * plan.steps * kLanes;
    const std::int32_t* weights = plan.weights.data() + block * of_block;
    const std::ptrdiff_t stride = std::ptrdiff_t{plan.window.stride_w} * plan.pixel_bytes();
    const std::uint8_t* row = rows.data + x * stride;
    for (int r = 0; r < plan.window.kernel_h; ++r, row += rows.row_bytes) {
        const std::uint8_t* values = row;
        for (int k = 0; k < plan.steps; ++k, weights += kLanes, values += 4) {
            Vector weight[Vectors];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) weight[v] = load(weights + v * of_block);
#pragma GCC unroll 16
            for (int p = 0; p < Pixels; ++p) {
                const Vector value = broadcast(values + p * stride);
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) sums[p][v] = add_products<Bytes>(sums[p][v], value, weight[v]);
            }
        }
    }
#pragma GCC unroll 16
    for (int p = 0; p < Pixels; ++p) store(plan, block * kLanes, x + p, sums[p], out);
}

template <bool Bytes, int Vectors>
void dense_blocks(const ConvPlan& plan, const PaddedRows& rows, int block, void* out) {
    constexpr int kPixels = dense_pixels(Vectors);
    int x = 0;
    for (; x + kPixels <= plan.out.width; x += kPixels) dense_tile<Bytes, Vectors, kPixels>(plan, rows, block, x, out);
    if constexpr (kPixels > 3)
        for (; x + kPixels / 2 <= plan.out.width; x += kPixels / 2)
            dense_tile<Bytes, Vectors, kPixels / 2>(plan, rows, block, x, out);
    for (; x < plan.out.width; ++x) dense_tile<Bytes, Vectors, 1>(plan, rows, block, x, out);
}

// The columns of a group of channels from `channel` on lie interleaved in `columns`.
template <bool Bytes, int Vectors, int Pixels>
HASHIFLEX_TARGET void depthwise_tile(const ConvPlan& plan, const std::int32_t* columns, int channel, int x, void* out) {
    Vector sums[Pixels][Vectors];
    start_sums(plan, channel, sums);
    constexpr int kGroup = kVectors * kLanes;
    const std::ptrdiff_t per_column = std::ptrdiff_t{plan.steps} * kGroup;
    const std::ptrdiff_t stride = plan.window.stride_w * per_column;
    const std::int32_t* values = columns + x * stride;
    const std::int32_t* weights = plan.weights.data() + channel;
    const std::ptrdiff_t of_step = std::ptrdiff_t{plan.blocks} * kLanes;
    for (int k = 0; k < plan.window.kernel_w * plan.steps; ++k, values += kGroup, weights += of_step)
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; ++v) {
            const Vector weight = load(weights + v * kLanes);
#pragma GCC unroll 16
            for (int p = 0; p < Pixels; ++p)
                sums[p][v] = add_products<Bytes>(sums[p][v], load(values + p * stride + v * kLanes), weight);
        }
#pragma GCC unroll 16
    for (int p = 0; p < Pixels; ++p) store(plan, channel, x + p, sums[p], out);
}

template <bool Bytes, int Vectors>
void depthwise_group(const ConvPlan& plan, const std::vector<RowView>& rows, int channel, void* out) {
    constexpr int kPixels = depthwise_pixels(Vectors);
    const std::int32_t* columns = interleaved_columns(plan, rows, channel, kVectors * kLanes);
    int x = 0;
    for (; x + kPixels <= plan.out.width; x += kPixels)
        depthwise_tile<Bytes, Vectors, kPixels>(plan, columns, channel, x, out);
    for (; x < plan.out.width; ++x) depthwise_tile<Bytes, Vectors, 1>(plan, columns, channel, x, out);
}

// Four vectors of channels at a time, then what is left.
template <bool Bytes>
void dense_row(const ConvPlan& plan, const std::vector<RowView>& rows, void* out) {
    const PaddedRows padded = padded_rows(plan, rows);
    int block = 0;
    for (; block + 4 <= plan.blocks; block += 4) dense_blocks<Bytes, 4>(plan, padded, block, out);
    switch (plan.blocks - block) {
        case 3:
            return dense_blocks<Bytes, 3>(plan, padded, block, out);
        case 2:
            return dense_blocks<Bytes, 2>(plan, padded, block, out);
        case 1:
            return dense_blocks<Bytes, 1>(plan, padded, block, out);
        default:
            return;
    }
}

template <bool Bytes>
void depthwise_row(const ConvPlan& plan, const std::vector<RowView>& rows, void* out) {
    int block = 0;
    for (; block + 4 <= plan.blocks; block += 4) depthwise_group<Bytes, 4>(plan, rows, block * kLanes, out);
    switch (plan.blocks - block) {
        case 3:
            return depthwise_group<Bytes, 3>(plan, rows, block * kLanes, out);
        case 2:
            return depthwise_group<Bytes, 2>(plan, rows, block * kLanes, out);
        case 1:
            return depthwise_group<Bytes, 1>(plan, rows, block * kLanes, out);
        default:
            return;
    }
}

}  // namespace
}  // namespace hashiflex::core
