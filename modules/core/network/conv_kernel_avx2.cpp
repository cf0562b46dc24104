// SPDX-License-Identifier: Apache-2.0
// Convolution rows with AVX2: multiply-adds of pairs of bytes and of words.
#include "modules/core/network/conv_kernel_plan.h"

#if defined(__x86_64__)
#include <array>
#include <cstring>
#include <immintrin.h>

#define HASHIFLEX_TARGET __attribute__((target("avx2")))

namespace hashiflex::core {
namespace {

using Vector = __m256i;
constexpr int kLanes = 8;

// 16 registers hold these sums, what they take and what is on the way.
constexpr int dense_pixels(int vectors) {
    return vectors == 1 ? 7 : 8 / vectors;
}
constexpr int depthwise_pixels(int vectors) {
    return 8 / vectors;
}

HASHIFLEX_TARGET inline Vector load(const std::int32_t* from) {
    return _mm256_loadu_si256(reinterpret_cast<const Vector*>(from));
}

HASHIFLEX_TARGET inline Vector broadcast(const std::uint8_t* four) {
    std::int32_t value;
    std::memcpy(&value, four, sizeof value);
    return _mm256_set1_epi32(value);
}

// Bytes: the plan has seen to it that no pair saturates; the second multiply-add only adds the pairs.
template <bool Bytes>
HASHIFLEX_TARGET inline Vector add_products(Vector sum, Vector values, Vector weights) {
    if constexpr (Bytes)
        return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(values, weights), _mm256_set1_epi16(1)));
    else
        return _mm256_add_epi32(sum, _mm256_madd_epi16(values, weights));
}

HASHIFLEX_TARGET inline Vector requantized(const ConvPlan& plan, int channel, Vector sum) {
    if (plan.left_shifts) {
        sum = _mm256_max_epi32(sum, load(plan.least.data() + channel));
        sum = _mm256_min_epi32(sum, load(plan.most.data() + channel));
        sum = _mm256_sllv_epi32(sum, load(plan.left.data() + channel));
    }
    return _mm256_srav_epi32(sum, load(plan.right.data() + channel));
}

HASHIFLEX_TARGET inline void store_first(Vector bytes, std::uint8_t* to, int count) {
    std::array<std::uint8_t, sizeof bytes> all;
    _mm256_storeu_si256(reinterpret_cast<Vector*>(all.data()), bytes);
    std::memcpy(to, all.data(), static_cast<std::size_t>(count));
}

// Packing saturates and so does the subtraction between: both keep the order of values, so clamping afterwards gives
// what clamping before would. Packing works in halves of 16 bytes; the permutation puts the channels in order again.
HASHIFLEX_TARGET inline void store_bytes(const ConvPlan& plan, const Vector (&values)[4], std::uint8_t* to, int count) {
    const Vector zero = _mm256_set1_epi16(static_cast<std::int16_t>(plan.to.zero));
    const Vector low = _mm256_subs_epi16(_mm256_packs_epi32(values[0], values[1]), zero);
    const Vector high = _mm256_subs_epi16(_mm256_packs_epi32(values[2], values[3]), zero);
    Vector bytes = _mm256_packus_epi16(low, high);
    bytes = _mm256_max_epu8(bytes, _mm256_set1_epi8(static_cast<char>(plan.to.as_byte(plan.lo))));
    bytes = _mm256_min_epu8(bytes, _mm256_set1_epi8(static_cast<char>(plan.to.as_byte(plan.hi))));
    bytes = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    if (count == 4 * kLanes)
        _mm256_storeu_si256(reinterpret_cast<Vector*>(to), bytes);
    else if (count == 2 * kLanes)
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(bytes));
    else
        store_first(bytes, to, count);
}

HASHIFLEX_TARGET inline void store_words(const ConvPlan& plan, Vector values, std::int32_t* to, int count) {
    const Vector lanes = _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    values = _mm256_min_epi32(_mm256_max_epi32(values, _mm256_set1_epi32(plan.lo)), _mm256_set1_epi32(plan.hi));
    _mm256_maskstore_epi32(to, lanes, values);
}

}  // namespace
}  // namespace hashiflex::core

#include "modules/core/network/conv_kernel_rows.h"

namespace hashiflex::core {

void conv_row_avx2(const ConvPlan& plan, const std::vector<RowView>& rows, void* out) {
    switch (plan.form) {
        case ConvForm::bytes:
            return dense_row<true>(plan, rows, out);
        case ConvForm::words:
            return dense_row<false>(plan, rows, out);
        case ConvForm::depthwise_bytes:
            return depthwise_row<true>(plan, rows, out);
        case ConvForm::depthwise_words:
            return depthwise_row<false>(plan, rows, out);
    }
}

}  // namespace hashiflex::core
#endif
