// SPDX-License-Identifier: Apache-2.0
// One text of each loop, compiled for several instruction sets: the compiler makes vectors of them.
#include "modules/core/activity/toggle_kernel.h"

#include "modules/core/network/conv_kernel.h"

namespace hashiflex::core {
namespace {

// For machines that count the bits of vectors.
struct OneInstruction {
    static constexpr std::uint32_t of(std::uint32_t bits) {
        return static_cast<std::uint32_t>(__builtin_popcount(bits));
    }
    static constexpr std::uint64_t of(std::uint64_t bits) {
        return static_cast<std::uint64_t>(__builtin_popcountll(bits));
    }
};

// For others: sums of pairs, fours, bytes and so on. Not the shorter form with a product: compilers take that for a
// count of bits, for which they have no vectors.
struct Halving {
    template <class Word>
    static constexpr Word of(Word bits) {
        constexpr Word kOnes = static_cast<Word>(~Word{0});
        bits = bits - ((bits >> 1) & (kOnes / 3));
        bits = (bits & (kOnes / 5)) + ((bits >> 2) & (kOnes / 5));
        bits = (bits + (bits >> 4)) & (kOnes / 17);
        bits = bits + (bits >> 8);
        bits = bits + (bits >> 16);
        if constexpr (sizeof(Word) == 8) bits = bits + (bits >> 32);
        return bits & 0x7f;
    }
};

template <class Word>
[[gnu::always_inline]] inline void add_body(const SumOperands<Word>& of, std::size_t all, Word* __restrict sum) {
    const Word* const lhs = of.lhs;
    const Word* const rhs = of.rhs;
    const int l = of.lhs_shift, r = of.rhs_shift;
    if (of.subtract)
        for (std::size_t i = 0; i < all; ++i) sum[i] = (lhs[i] << l) - (rhs[i] << r);
    else
        for (std::size_t i = 0; i < all; ++i) sum[i] = (lhs[i] << l) + (rhs[i] << r);
}

// A carry into a position is the exclusive or of both operands and the sum there; an inverted operand toggles alike.
template <class Word, class Count>
[[gnu::always_inline]] inline CellToggles cells_body(const SumOperands<Word>& of, const Word* sum, Word full, Word half,
                                                     const Places& places) {
    const Word* const lhs = of.lhs;
    const Word* const rhs = of.rhs;
    const int l = of.lhs_shift, r = of.rhs_shift;
    const std::size_t lag = places.lag, count = places.count;
    const Word full_carry = full << 1, half_carry = half << 1;
    Word fulls = 0, halves = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Word s = sum[i] ^ sum[i + lag];
        const Word c = ((lhs[i] ^ lhs[i + lag]) << l) ^ ((rhs[i] ^ rhs[i + lag]) << r) ^ s;
        fulls += Count::of(s & full) + Count::of(c & full_carry);
        halves += Count::of(s & half) + Count::of(c & half_carry);
    }
    return {fulls, halves};
}

template <class Word, class Count>
[[gnu::always_inline]] inline std::uint64_t bits_body(const Word* values, Word mask, const Places& places) {
    const std::size_t lag = places.lag, count = places.count;
    Word toggles = 0;
    for (std::size_t i = 0; i < count; ++i) toggles += Count::of((values[i] ^ values[i + lag]) & mask);
    return toggles;
}

struct Plain {
    template <class Word>
    static void add(const SumOperands<Word>& of, std::size_t all, Word* sum) {
        add_body(of, all, sum);
    }
    template <class Word>
    static CellToggles cells(const SumOperands<Word>& of, const Word* sum, Word full, Word half, const Places& places) {
        return cells_body<Word, Halving>(of, sum, full, half, places);
    }
    template <class Word>
    static std::uint64_t bits(const Word* values, Word mask, const Places& places) {
        return bits_body<Word, Halving>(values, mask, places);
    }
};

#if defined(__x86_64__)
struct Avx2 {
    template <class Word>
    [[gnu::target("avx2")]] static void add(const SumOperands<Word>& of, std::size_t all, Word* sum) {
        add_body(of, all, sum);
    }
    template <class Word>
    [[gnu::target("avx2")]] static CellToggles cells(const SumOperands<Word>& of, const Word* sum, Word full, Word half,
                                                     const Places& places) {
        return cells_body<Word, Halving>(of, sum, full, half, places);
    }
    template <class Word>
    [[gnu::target("avx2")]] static std::uint64_t bits(const Word* values, Word mask, const Places& places) {
        return bits_body<Word, Halving>(values, mask, places);
    }
};

struct Avx512 {
    template <class Word>
    [[gnu::target("avx512f,avx512bw,avx512vl,avx512vpopcntdq,prefer-vector-width=512")]] static void add(
        const SumOperands<Word>& of, std::size_t all, Word* sum) {
        add_body(of, all, sum);
    }
    template <class Word>
    [[gnu::target("avx512f,avx512bw,avx512vl,avx512vpopcntdq,prefer-vector-width=512")]] static CellToggles cells(
        const SumOperands<Word>& of, const Word* sum, Word full, Word half, const Places& places) {
        return cells_body<Word, OneInstruction>(of, sum, full, half, places);
    }
    template <class Word>
    [[gnu::target("avx512f,avx512bw,avx512vl,avx512vpopcntdq,prefer-vector-width=512")]] static std::uint64_t bits(
        const Word* values, Word mask, const Places& places) {
        return bits_body<Word, OneInstruction>(values, mask, places);
    }
};
#endif

template <class Word, class Set>
ToggleKernel<Word> kernel_of() {
    return {&Set::template add<Word>, &Set::template cells<Word>, &Set::template bits<Word>};
}

template <class Word>
ToggleKernel<Word> fastest() {
#if defined(__x86_64__)
    const Simd simd = fastest_simd();
    if (simd == Simd::avx512_vnni && __builtin_cpu_supports("avx512vpopcntdq") != 0) return kernel_of<Word, Avx512>();
    if (simd != Simd::none) return kernel_of<Word, Avx2>();
#endif
    return kernel_of<Word, Plain>();
}

}  // namespace

const ToggleKernel<std::uint32_t>& toggle_kernel_32() {
    static const auto kernel = fastest<std::uint32_t>();
    return kernel;
}

const ToggleKernel<std::uint64_t>& toggle_kernel_64() {
    static const auto kernel = fastest<std::uint64_t>();
    return kernel;
}

}  // namespace hashiflex::core
