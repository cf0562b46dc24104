// SPDX-License-Identifier: Apache-2.0
// Convolution rows with AVX2: multiply-adds of pairs of 16-bit words.
#include "modules/core/network/conv_kernel_plan.h"

#if defined(__x86_64__)
#include <algorithm>
#include <cstring>
#include <immintrin.h>
#include <memory>

#define HASHIFLEX_TARGET __attribute__((target("avx2")))

namespace hashiflex::core {
namespace {

constexpr int kLanes = 8;
constexpr int kPixels = 7;  // sums of as many pixels, a weight, a value and a product fill the 16 registers well

HASHIFLEX_TARGET inline __m256i load(const std::int32_t* values) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values));
}

// The lanes of the block that starts at `channel` that are channels: all bits set.
HASHIFLEX_TARGET inline __m256i lanes_from(const ConvPlan& plan, int channel) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(plan.out.channels - channel),
                              _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

HASHIFLEX_TARGET inline __m256i add_products(__m256i sum, __m256i values, __m256i weights) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(values, weights));
}

HASHIFLEX_TARGET inline __m256i requantized(const ConvPlan& plan, int channel, __m256i sum) {
    if (plan.left_shifts) {
        sum = _mm256_max_epi32(sum, load(plan.least.data() + channel));
        sum = _mm256_min_epi32(sum, load(plan.most.data() + channel));
        sum = _mm256_sllv_epi32(sum, load(plan.left.data() + channel));
    }
    sum = _mm256_srav_epi32(sum, load(plan.right.data() + channel));
    return _mm256_min_epi32(_mm256_max_epi32(sum, _mm256_set1_epi32(plan.lo)), _mm256_set1_epi32(plan.hi));
}

HASHIFLEX_TARGET void pack(const std::int32_t* values, int count, std::int16_t* packed) {
    int i = 0;
    for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
        const __m256i halves = _mm256_packs_epi32(load(values + i), load(values + i + kLanes));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(packed + i),
                            _mm256_permute4x64_epi64(halves, _MM_SHUFFLE(3, 1, 2, 0)));
    }
    for (; i < count; ++i) packed[i] = static_cast<std::int16_t>(values[i]);
}

template <int Pixels>
HASHIFLEX_TARGET void tile(const ConvPlan& plan, const std::int16_t* pixels, int block, std::int32_t* out) {
    const int channel = block * kLanes;
    __m256i sum[Pixels];
    for (int p = 0; p < Pixels; ++p) sum[p] = load(plan.start.data() + channel);
    const std::int32_t* weights =
        plan.weights.data() + std::ptrdiff_t{block} * plan.window.kernel_h * plan.steps * kLanes;
    const std::ptrdiff_t stride = std::ptrdiff_t{plan.window.stride_w} * plan.in.channels;
    for (int r = 0; r < plan.window.kernel_h; ++r, pixels += plan.packed_row() / 2) {
        const std::int16_t* values = pixels;
        for (int k = 0; k < plan.steps; ++k, weights += kLanes, values += 2) {
            const __m256i weight = load(weights);
            for (int p = 0; p < Pixels; ++p) {
                std::int32_t pair;
                std::memcpy(&pair, values + p * stride, sizeof pair);
                sum[p] = add_products(sum[p], _mm256_set1_epi32(pair), weight);
            }
        }
    }
    for (int p = 0; p < Pixels; ++p)
        _mm256_maskstore_epi32(out + p * plan.out.channels + channel, lanes_from(plan, channel),
                               requantized(plan, channel, sum[p]));
}

void dense_row(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out) {
    const auto row_words = static_cast<std::size_t>(plan.packed_row() / 2);
    const auto packed = std::make_unique<std::int16_t[]>(rows.size() * row_words);  // padding and slack are 0
    const int width = std::min(plan.in.width, plan.packed_width() - plan.window.pad_left);
    for (std::size_t r = 0; r < rows.size(); ++r)
        if (rows[r] != nullptr)
            pack(rows[r], width * plan.in.channels,
                 packed.get() + r * row_words + plan.window.pad_left * plan.in.channels);
    const std::ptrdiff_t stride = std::ptrdiff_t{plan.window.stride_w} * plan.in.channels;
    for (int block = 0; block < plan.blocks; ++block) {
        const auto at = [&](int x) { return out + std::ptrdiff_t{x} * plan.out.channels; };
        int x = 0;
        for (; x + kPixels <= plan.out.width; x += kPixels)
            tile<kPixels>(plan, packed.get() + x * stride, block, at(x));
        for (; x < plan.out.width; ++x) tile<1>(plan, packed.get() + x * stride, block, at(x));
    }
}

HASHIFLEX_TARGET void depthwise_pixel(const ConvPlan& plan, const std::vector<RowView>& rows, int x,
                                      std::int32_t* out) {
    const Window& window = plan.window;
    const int left = x * window.stride_w - window.pad_left;
    const int first = left < 0 ? -left : 0;
    const int last = plan.in.width - left < window.kernel_w ? plan.in.width - left : window.kernel_w;
    const std::ptrdiff_t place = std::ptrdiff_t{plan.blocks} * kLanes;
    for (int c = 0; c < plan.out.channels; c += kLanes) {
        const __m256i mask = lanes_from(plan, c);
        __m256i sum = load(plan.start.data() + c);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (rows[r] == nullptr) continue;
            const std::int32_t* weights =
                plan.weights.data() + static_cast<std::ptrdiff_t>(r) * window.kernel_w * place + c;
            for (int column = first; column < last; ++column) {
                const std::int32_t* values = rows[r] + std::ptrdiff_t{left + column} * plan.in.channels + c;
                sum = add_products(sum, _mm256_maskload_epi32(values, mask), load(weights + column * place));
            }
        }
        _mm256_maskstore_epi32(out + std::ptrdiff_t{x} * plan.out.channels + c, mask, requantized(plan, c, sum));
    }
}

}  // namespace

void conv_row_avx2(const ConvPlan& plan, const std::vector<RowView>& rows, std::int32_t* out) {
    if (plan.form != ConvForm::depthwise) return dense_row(plan, rows, out);
    for (int x = 0; x < plan.out.width; ++x) depthwise_pixel(plan, rows, x, out);
}

}  // namespace hashiflex::core
#endif
