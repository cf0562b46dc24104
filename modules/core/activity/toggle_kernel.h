// SPDX-License-Identifier: Apache-2.0
// The loops that counting toggles spends its time in. A net's values stand one after the other, those of `lag` lanes of
// a step, then those of the next step: a lane's value before is `lag` places earlier. Places 0 .. lag - 1 are the step
// before the first that counts.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hashiflex::core {

struct Places {
    std::size_t lag = 1;
    std::size_t count = 0;  // behind those of the first step

    std::size_t all() const { return lag + count; }
};

// sum = (lhs << lhs_shift) + (rhs << rhs_shift), or - if subtract.
template <class Word>
struct SumOperands {
    const Word* lhs = nullptr;
    const Word* rhs = nullptr;
    int lhs_shift = 0;
    int rhs_shift = 0;
    bool subtract = false;
};

struct CellToggles {
    std::uint64_t full = 0;
    std::uint64_t half = 0;
};

template <class Word>
struct ToggleKernel {
    void (*add)(const SumOperands<Word>& of, std::size_t all, Word* sum);
    // Sums and carries of the full adders and half adders of a sum at the positions of the masks.
    CellToggles (*cells)(const SumOperands<Word>& of, const Word* sum, Word full, Word half, const Places& places);
    std::uint64_t (*bits)(const Word* values, Word mask, const Places& places);
};

// The fastest of this machine; all count the same.
const ToggleKernel<std::uint32_t>& toggle_kernel_32();
const ToggleKernel<std::uint64_t>& toggle_kernel_64();

template <class Word>
const ToggleKernel<Word>& toggle_kernel();
template <>
inline const ToggleKernel<std::uint32_t>& toggle_kernel<std::uint32_t>() {
    return toggle_kernel_32();
}
template <>
inline const ToggleKernel<std::uint64_t>& toggle_kernel<std::uint64_t>() {
    return toggle_kernel_64();
}

}  // namespace hashiflex::core
