// SPDX-License-Identifier: Apache-2.0
// Convolution rows with AVX-512 and its dot products of bytes and words (VNNI).
#include "modules/core/network/conv_kernel_plan.h"

#if defined(__x86_64__)
#include <algorithm>
#include <cstring>
#include <immintrin.h>
#include <memory>

#if defined(__GNUC__) && !defined(__clang__)  // a false alarm in the headers of g++ 12 (its PR 105593)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#define HASHIFLEX_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

namespace hashiflex::core {
namespace {

constexpr int kLanes = 16;

// The lanes of the block that starts at `channel` that are channels.
inline __mmask16 lanes_from(const ConvPlan& plan, int channel) {
    const int left = plan.out.channels - channel;
    return left >= kLanes ? __mmask16{0xffff} : static_cast<__mmask16>((1U << left) - 1);
}

template <bool Bytes>
HASHIFLEX_TARGET inline __m512i add_products(__m512i sum, __m512i values, __m512i weights) {
    if constexpr (Bytes) return _mm512_dpbusd_epi32(sum, values, weights);
    return _mm512_dpwssd_epi32(sum, values, weights);
}

// The requantization of the channels of a block.
struct Requantizer {
    HASHIFLEX_TARGET Requantizer(const ConvPlan& plan, int channel)
        : left_shifts(plan.left_shifts),
          least(_mm512_loadu_si512(plan.least.data() + channel)),
          most(_mm512_loadu_si512(plan.most.data() + channel)),
          left(_mm512_loadu_si512(plan.left.data() + channel)),
          right(_mm512_loadu_si512(plan.right.data() + channel)),
          lo(_mm512_set1_epi32(plan.lo)),
          hi(_mm512_set1_epi32(plan.hi)) {}

    HASHIFLEX_TARGET __m512i operator()(__m512i sum) const {
        if (left_shifts) sum = _mm512_sllv_epi32(_mm512_min_epi32(_mm512_max_epi32(sum, least), most), left);
        return _mm512_min_epi32(_mm512_max_epi32(_mm512_srav_epi32(sum, right), lo), hi);
    }

    bool left_shifts;
    __m512i least, most, left, right, lo, hi;
};

template <bool Bytes>
HASHIFLEX_TARGET void pack(const std::int32_t* values, int count, int zero, std::uint8_t* packed) {
    const __m512i offset = _mm512_set1_epi32(zero);
    for (int i = 0; i < count; i += kLanes) {
        const auto mask = static_cast<__mmask16>(count - i >= kLanes ? 0xffffU : (1U << (count - i)) - 1);
        const __m512i value = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(mask, values + i), offset);
        if constexpr (Bytes)
            _mm_mask_storeu_epi8(packed + i, mask, _mm512_cvtepi32_epi8(value));
        else
            _mm256_mask_storeu_epi16(packed + 2 * i, mask, _mm512_cvtepi32_epi16(value));
    }
}

template <bool Bytes, int Pixels, int Vectors>
HASHIFLEX_TARGET void tile(const ConvPlan& plan, const std::uint8_t* pixels, int block, std::int32_t* out) {
    __m512i sum[Pixels][Vectors];
    for (int v = 0; v < Vectors; ++v)
        for (int p = 0; p < Pixels; ++p)
            sum[p][v] = _mm512_loadu_si512(&plan.start[static_cast<std::size_t>((block + v) * kLanes)]);
    const std::ptrdiff_t of_block = std::ptrdiff_t{plan.window.kernel_h} * plan.steps * kLanes;
    const std::int32_t* weights = plan.weights.data() + block * of_block;
    const std::ptrdiff_t stride = std::ptrdiff_t{plan.window.stride_w} * plan.pixel_bytes();
    for (int r = 0; r < plan.window.kernel_h; ++r, pixels += plan.packed_row()) {
        const std::uint8_t* values = pixels;
        for (int k = 0; k < plan.steps; ++k, weights += kLanes, values += 4) {
            __m512i weight[Vectors];
            for (int v = 0; v < Vectors; ++v) weight[v] = _mm512_loadu_si512(weights + v * of_block);
#pragma GCC unroll 16
            for (int p = 0; p < Pixels; ++p) {
                std::int32_t value;
                std::memcpy(&value, values + p * stride, sizeof value);
                for (int v = 0; v < Vectors; ++v)
                    sum[p][v] = add_products<Bytes>(sum[p][v], _mm512_set1_epi32(value), weight[v]);
            }
        }
    }
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) {
        const int channel = (block + v) * kLanes;
        const __mmask16 mask = lanes_from(plan, channel);
        const Requantizer requantized(plan, channel);
#pragma GCC unroll 16
        for (int p = 0; p < Pixels; ++p)
            _mm512_mask_storeu_epi32(out + p * plan.out.channels + channel, mask, requantized(sum[p][v]));
    }
}

template <bool Bytes, int Vectors>
void dense_blocks(const ConvPlan& plan, const std::uint8_t* packed, int block, std::int32_t* out) {
    const std::ptrdiff_t stride = std::ptrdiff_t{plan.window.stride_w} * plan.pixel_bytes();
    const auto at = [&](int x) { return out + std::ptrdiff_t{x} * plan.out.channels; };
    int x = 0;
    if constexpr (Vectors <= 2)
        for (; x + 14 <= plan.out.width; x += 14) tile<Bytes, 14, Vectors>(plan, packed + x * stride, block, at(x));
    for (; x + 7 <= plan.out.width; x += 7) tile<Bytes, 7, Vectors>(plan, packed + x * stride, block, at(x));
    for (; x < plan.out.width; ++x) tile<Bytes, 1, Vectors>(plan, packed + x * stride, block, at(x));
}

template <bool Bytes>
void dense_row(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out) {
    const std::ptrdiff_t row_bytes = plan.packed_row();
    const std::unique_ptr<std::uint8_t[]> packed(new std::uint8_t[rows.size() * static_cast<std::size_t>(row_bytes)]);
    const int width = std::min(plan.in.width, plan.packed_width() - plan.window.pad_left);
    const std::ptrdiff_t left = std::ptrdiff_t{plan.window.pad_left} * plan.pixel_bytes();
    const std::ptrdiff_t right = left + std::ptrdiff_t{width} * plan.pixel_bytes();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::uint8_t* row = packed.get() + static_cast<std::ptrdiff_t>(r) * row_bytes;
        const std::ptrdiff_t first = rows[r] == nullptr ? row_bytes : left;
        std::fill(row, row + first, static_cast<std::uint8_t>(-plan.zero));
        if (rows[r] == nullptr) continue;
        pack<Bytes>(rows[r], width * plan.in.channels, plan.zero, row + left);
        std::fill(row + right, row + row_bytes, static_cast<std::uint8_t>(-plan.zero));
    }
    constexpr int kVectors = 2;
    constexpr int kVectorsOfFewPixels = 3;
    int block = 0;
    if (plan.out.width < 14)
        for (; block + kVectorsOfFewPixels <= plan.blocks; block += kVectorsOfFewPixels)
            dense_blocks<Bytes, kVectorsOfFewPixels>(plan, packed.get(), block, out);
    for (; block + kVectors <= plan.blocks; block += kVectors)
        dense_blocks<Bytes, kVectors>(plan, packed.get(), block, out);
    for (; block < plan.blocks; ++block) dense_blocks<Bytes, 1>(plan, packed.get(), block, out);
}

// All channels of output pixels from x on; with more than one, no window reaches into the padding left or right.
template <int Pixels>
HASHIFLEX_TARGET void depthwise_pixels(const ConvPlan& plan, const std::vector<RowView>& rows, int x,
                                       std::int32_t* out) {
    const Window& window = plan.window;
    const int left = x * window.stride_w - window.pad_left;
    const int first = left < 0 ? -left : 0;
    const int last = plan.in.width - left < window.kernel_w ? plan.in.width - left : window.kernel_w;
    const std::ptrdiff_t stride = std::ptrdiff_t{window.stride_w} * plan.in.channels;
    const std::ptrdiff_t place = std::ptrdiff_t{plan.blocks} * kLanes;
    for (int c = 0; c < plan.out.channels; c += kLanes) {
        const __mmask16 mask = lanes_from(plan, c);
        __m512i sum[Pixels];
        for (int p = 0; p < Pixels; ++p) sum[p] = _mm512_loadu_si512(&plan.start[static_cast<std::size_t>(c)]);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (rows[r] == nullptr) continue;
            const std::int32_t* weights =
                plan.weights.data() + static_cast<std::ptrdiff_t>(r) * window.kernel_w * place + c;
            for (int column = first; column < last; ++column) {
                const __m512i weight = _mm512_loadu_si512(weights + column * place);
                const std::int32_t* values = rows[r] + std::ptrdiff_t{left + column} * plan.in.channels + c;
                for (int p = 0; p < Pixels; ++p)
                    sum[p] = _mm512_dpwssd_epi32(sum[p], _mm512_maskz_loadu_epi32(mask, values + p * stride), weight);
            }
        }
        const Requantizer requantized(plan, c);
        for (int p = 0; p < Pixels; ++p)
            _mm512_mask_storeu_epi32(out + std::ptrdiff_t{x + p} * plan.out.channels + c, mask, requantized(sum[p]));
    }
}

void depthwise_row(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out) {
    const Window& window = plan.window;
    // Do `pixels` windows from x on lie inside the map?
    const auto inside = [&](int x, int pixels) {
        const int left = x * window.stride_w - window.pad_left;
        const int right = left + (pixels - 1) * window.stride_w + window.kernel_w;
        return x + pixels <= plan.out.width && left >= 0 && right <= plan.in.width;
    };
    int x = 0;
    while (x < plan.out.width) {
        if (inside(x, 6)) {
            depthwise_pixels<6>(plan, rows, x, out);
            x += 6;
        } else if (inside(x, 4)) {
            depthwise_pixels<4>(plan, rows, x, out);
            x += 4;
        } else {
            depthwise_pixels<1>(plan, rows, x, out);
            ++x;
        }
    }
}

}  // namespace

void conv_row_avx512(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out) {
    switch (plan.form) {
        case ConvForm::bytes:
            return dense_row<true>(plan, rows, out);
        case ConvForm::words:
            return dense_row<false>(plan, rows, out);
        case ConvForm::depthwise:
            return depthwise_row(plan, rows, out);
    }
}

}  // namespace hashiflex::core
#endif
