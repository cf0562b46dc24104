// SPDX-License-Identifier: Apache-2.0
// The values of a convolution, one output row at a time: the arithmetic that a simulation spends its time on.
#pragma once

#include "modules/core/network/conv_kernel_plan.h"
#include "modules/core/network/operators.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {

// The instructions that compute rows. All give the same bits.
enum class Simd { none, avx2, avx512_vnni };

bool supported(Simd simd);  // by this machine
// The best of this machine that the environment allows: HASHIFLEX_SIMD=none, avx2 or avx512_vnni is the most that may
// be used. Throws std::invalid_argument if it says anything else.
Simd fastest_simd();

class ConvKernel {
 public:
    // `conv` must outlive the kernel. The range of its input decides whether 32-bit sums are exact. `out` holds what
    // `conv` clamps to. What `simd` cannot compute exactly, or this machine lacks, is left to lesser instructions.
    ConvKernel(const Conv& conv, const RowType& in, RowFormat out, Simd simd = fastest_simd());

    // rows: the kernel_h rows that the output row sees. Writes [out width][out channels].
    void row(const std::vector<RowView>& rows, std::uint8_t* out) const;

    // What computes the rows.
    Simd simd() const { return simd_; }
    // How vector instructions compute the rows; none if plain code does.
    std::optional<ConvForm> form() const { return plan_ ? std::optional(plan_->form) : std::nullopt; }

 private:
    void words_of_row(const std::vector<RowView>& rows, std::int32_t* out) const;
    template <typename Accumulator>
    void row_with(const std::vector<RowView>& rows, std::int32_t* out) const;
    // Adds the products of one input pixel, at one place of the window, to all channels.
    template <typename Accumulator>
    void add_pixel(Accumulator* acc, const std::int32_t* weight, const std::int32_t* pixel) const;

    const Conv* conv_;
    RowFormat from_, to_;
    int in_per_group_;
    int out_per_group_;
    bool narrow_;  // no sum leaves 32 bits
    // Of plain code: [kernel_h][kernel_w][in/groups][out], what one input value adds to together.
    std::vector<std::int32_t> weights_;
    Simd simd_ = Simd::none;
    std::optional<ConvPlan> plan_;
};

}  // namespace hashiflex::core
