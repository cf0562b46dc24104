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

// The intrinsics _mm512_dpbusd_epi32 and _mm512_dpwssd_epi32, of which g++ 12 makes copies of the sums, and spills
// them.
template <bool Bytes>
HASHIFLEX_TARGET inline __m512i add_products(__m512i sum, __m512i values, __m512i weights) {
    if constexpr (Bytes)
        asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(values), "v"(weights));
    else
        asm("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(values), "v"(weights));
    return sum;
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
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) {
        const __m512i start = _mm512_loadu_si512(&plan.start[static_cast<std::size_t>((block + v) * kLanes)]);
#pragma GCC unroll 16
        for (int p = 0; p < Pixels; ++p) sum[p][v] = start;
    }
    const std::ptrdiff_t of_block = std::ptrdiff_t{plan.window.kernel_h} * plan.steps * kLanes;
    const std::int32_t* weights = plan.weights.data() + block * of_block;
    const std::ptrdiff_t stride = std::ptrdiff_t{plan.window.stride_w} * plan.pixel_bytes();
    for (int r = 0; r < plan.window.kernel_h; ++r, pixels += plan.packed_row()) {
        const std::uint8_t* values = pixels;
        for (int k = 0; k < plan.steps; ++k, weights += kLanes, values += 4) {
            __m512i weight[Vectors];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) weight[v] = _mm512_loadu_si512(weights + v * of_block);
#pragma GCC unroll 16
            for (int p = 0; p < Pixels; ++p) {
                std::int32_t value;
                std::memcpy(&value, values + p * stride, sizeof value);
#pragma GCC unroll 4
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

// A block of channels of one output pixel, whatever the window.
HASHIFLEX_TARGET void depthwise_pixel(const ConvPlan& plan, const std::vector<RowView>& rows, int c, int x,
                                      std::int32_t* out) {
    const Window& window = plan.window;
    const int left = x * window.stride_w - window.pad_left;
    const int first = left < 0 ? -left : 0;
    const int last = plan.in.width - left < window.kernel_w ? plan.in.width - left : window.kernel_w;
    const std::ptrdiff_t place = std::ptrdiff_t{plan.blocks} * kLanes;
    const __mmask16 mask = lanes_from(plan, c);
    __m512i sum = _mm512_loadu_si512(&plan.start[static_cast<std::size_t>(c)]);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (rows[r] == nullptr) continue;
        const std::int32_t* weights =
            plan.weights.data() + static_cast<std::ptrdiff_t>(r) * window.kernel_w * place + c;
        for (int column = first; column < last; ++column) {
            const std::int32_t* values = rows[r] + std::ptrdiff_t{left + column} * plan.in.channels + c;
            sum = add_products<false>(sum, _mm512_maskz_loadu_epi32(mask, values),
                                      _mm512_loadu_si512(weights + column * place));
        }
    }
    _mm512_mask_storeu_epi32(out + std::ptrdiff_t{x} * plan.out.channels + c, mask, Requantizer(plan, c)(sum));
}

// The usual depthwise window, 3x3, over a block of channels of one row: the weights stay in registers, and a value is
// loaded once for all the pixels of a tile that see it.
template <int Stride>
class Depthwise3x3 {
 public:
    static constexpr int kPixels = 7;  // of a tile; their sums and nine weights leave enough of the 32 registers

    HASHIFLEX_TARGET Depthwise3x3(const ConvPlan& plan, const std::vector<RowView>& rows, int channel)
        : plan_(plan), channel_(channel), mask_(lanes_from(plan, channel)), requantized_(plan, channel) {
        const std::ptrdiff_t place = std::ptrdiff_t{plan.blocks} * kLanes;
        const RowView any = *std::find_if(rows.begin(), rows.end(), [](RowView row) { return row != nullptr; });
        for (std::size_t r = 0; r < 3; ++r) {
            const bool padding = rows[r] == nullptr;
            rows_[r] = (padding ? any : rows[r]) + channel;
            const std::int32_t* weights = plan.weights.data() + static_cast<std::ptrdiff_t>(3 * r) * place + channel;
            for (std::size_t k = 0; k < 3; ++k, weights += place)
                weights_[r][k] = padding ? _mm512_setzero_si512() : _mm512_loadu_si512(weights);
        }
    }

    // Pixels from x on. Inside: their windows do not reach into the padding left or right.
    template <int Pixels, bool Inside>
    HASHIFLEX_TARGET void tile(int x, std::int32_t* out) const {
        constexpr int kColumns = (Pixels - 1) * Stride + 3;
        const std::ptrdiff_t channels = plan_.in.channels;
        const int left = x * Stride - plan_.window.pad_left;
        __m512i sum[Pixels];
        for (auto& start : sum) start = _mm512_loadu_si512(&plan_.start[static_cast<std::size_t>(channel_)]);
#pragma GCC unroll 3
        for (int r = 0; r < 3; ++r) {
#pragma GCC unroll 16
            for (int column = 0; column < kColumns; ++column) {
                const bool padding = !Inside && (left + column < 0 || left + column >= plan_.in.width);
                const __m512i value =
                    _mm512_maskz_loadu_epi32(padding ? __mmask16{0} : mask_, rows_[r] + (left + column) * channels);
#pragma GCC unroll 8
                for (int p = 0; p < Pixels; ++p) {
                    const int k = column - p * Stride;
                    if (k >= 0 && k < 3) sum[p] = add_products<false>(sum[p], value, weights_[r][k]);
                }
            }
        }
        out += x * channels + channel_;
#pragma GCC unroll 8
        for (int p = 0; p < Pixels; ++p, out += channels) _mm512_mask_storeu_epi32(out, mask_, requantized_(sum[p]));
    }

 private:
    const ConvPlan& plan_;
    const int channel_;
    const __mmask16 mask_;
    const Requantizer requantized_;
    RowView rows_[3];        // a row of padding is another one,
    __m512i weights_[3][3];  // whose weights are 0
};

template <int Stride>
HASHIFLEX_TARGET void depthwise_row_3x3(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out) {
    constexpr int kPixels = Depthwise3x3<Stride>::kPixels;
    // The pixels whose windows lie inside the map.
    const int first = (plan.window.pad_left + Stride - 1) / Stride;
    const int end = (plan.in.width - 3 + plan.window.pad_left) / Stride + 1;
    for (int c = 0; c < plan.out.channels; c += kLanes) {
        const Depthwise3x3<Stride> block(plan, rows, c);
        int x = 0;
        for (; x + kPixels <= plan.out.width; x += kPixels)
            x >= first&& x + kPixels <= end ? block.template tile<kPixels, true>(x, out)
                                            : block.template tile<kPixels, false>(x, out);
        for (; x < plan.out.width; ++x) block.template tile<1, false>(x, out);
    }
}

void depthwise_row(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out) {
    const Window& window = plan.window;
    const bool empty = std::all_of(rows.begin(), rows.end(), [](RowView row) { return row == nullptr; });
    if (window.kernel_h == 3 && window.kernel_w == 3 && !empty) {
        if (window.stride_w == 1) return depthwise_row_3x3<1>(plan, rows, out);
        if (window.stride_w == 2) return depthwise_row_3x3<2>(plan, rows, out);
    }
    for (int c = 0; c < plan.out.channels; c += kLanes)
        for (int x = 0; x < plan.out.width; ++x) depthwise_pixel(plan, rows, c, x, out);
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
