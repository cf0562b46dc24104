// SPDX-License-Identifier: Apache-2.0
// Convolution rows with AVX-512 and its dot products of bytes (VNNI).
#include "modules/core/network/conv_kernel_plan.h"

#if defined(__x86_64__)
#include <cstring>
#include <immintrin.h>

#if defined(__GNUC__) && !defined(__clang__)  // a false alarm in the headers of g++ 12 (its PR 105593)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#define HASHIFLEX_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

namespace hashiflex::core {
namespace {

using Vector = __m512i;
constexpr int kLanes = 16;

// Of 32 registers; maps are often multiples of 7 wide.
constexpr int dense_pixels(int vectors) {
    return vectors > 2 ? 7 : 14;
}
constexpr int depthwise_pixels(int vectors) {
    return vectors > 2 ? 4 : 7;
}

HASHIFLEX_TARGET inline Vector load(const std::int32_t* from) {
    return _mm512_loadu_si512(from);
}

HASHIFLEX_TARGET inline Vector broadcast(const std::uint8_t* four) {
    std::int32_t value;
    std::memcpy(&value, four, sizeof value);
    return _mm512_set1_epi32(value);
}

// The intrinsic _mm512_dpbusd_epi32, of which g++ 12 makes copies of the sums, and spills them.
template <bool Bytes>
HASHIFLEX_TARGET inline Vector add_products(Vector sum, Vector values, Vector weights) {
    static_assert(Bytes, "words are left to AVX2");
    asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(values), "vm"(weights));
    return sum;
}

HASHIFLEX_TARGET inline Vector requantized(const ConvPlan& plan, int channel, Vector sum) {
    if (plan.left_shifts) {
        sum = _mm512_max_epi32(sum, load(plan.least.data() + channel));
        sum = _mm512_min_epi32(sum, load(plan.most.data() + channel));
        sum = _mm512_sllv_epi32(sum, load(plan.left.data() + channel));
    }
    return _mm512_srav_epi32(sum, load(plan.right.data() + channel));
}

// Packing saturates and so does the subtraction between: both keep the order of values, so clamping afterwards gives
// what clamping before would. Packing works in quarters of 16 bytes; the permutation puts the channels in order again.
HASHIFLEX_TARGET inline void store_bytes(const ConvPlan& plan, const Vector (&values)[4], std::uint8_t* to, int count) {
    const Vector zero = _mm512_set1_epi16(static_cast<std::int16_t>(plan.to.zero));
    const Vector low = _mm512_subs_epi16(_mm512_packs_epi32(values[0], values[1]), zero);
    const Vector high = _mm512_subs_epi16(_mm512_packs_epi32(values[2], values[3]), zero);
    Vector bytes = _mm512_packus_epi16(low, high);
    bytes = _mm512_max_epu8(bytes, _mm512_set1_epi8(static_cast<char>(plan.to.as_byte(plan.lo))));
    bytes = _mm512_min_epu8(bytes, _mm512_set1_epi8(static_cast<char>(plan.to.as_byte(plan.hi))));
    bytes = _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), bytes);
    _mm512_mask_storeu_epi8(to, ~__mmask64{0} >> (4 * kLanes - count), bytes);
}

HASHIFLEX_TARGET inline void store_words(const ConvPlan& plan, Vector values, std::int32_t* to, int count) {
    if (count <= 0) return;
    values = _mm512_min_epi32(_mm512_max_epi32(values, _mm512_set1_epi32(plan.lo)), _mm512_set1_epi32(plan.hi));
    _mm512_mask_storeu_epi32(to, static_cast<__mmask16>(0xffffU >> (kLanes - count)), values);
}

}  // namespace
}  // namespace hashiflex::core

#include "modules/core/network/conv_kernel_rows.h"

namespace hashiflex::core {

void conv_row_avx512(const ConvPlan& plan, const std::vector<RowView>& rows, void* out) {
    plan.form == ConvForm::bytes ? dense_row<true>(plan, rows, out) : depthwise_row<true>(plan, rows, out);
}

}  // namespace hashiflex::core
#endif
