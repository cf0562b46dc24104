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
Simd fastest_simd();

class ConvKernel {
 public:
    // `conv` must outlive the kernel. `in` is the range of its input: it decides whether 32-bit sums are exact.
    // What `simd` cannot compute exactly, or this machine lacks, is left to plain code.
    ConvKernel(const Conv& conv, Interval in, Simd simd = fastest_simd());

    // rows: the kernel_h rows that the output row sees. Writes [out width][out channels].
    void row(const std::vector<RowView>& rows, std::int32_t* out) const;

    // What computes the rows.
    Simd simd() const { return plan_ ? simd_ : Simd::none; }
    // How vector instructions compute the rows; none if plain code does.
    std::optional<ConvForm> form() const { return plan_ ? std::optional(plan_->form) : std::nullopt; }

 private:
    template <typename Accumulator>
    void row_with(const std::vector<RowView>& rows, std::int32_t* out) const;
    // Adds the products of one input pixel, at one place of the window, to all channels.
    template <typename Accumulator>
    void add_pixel(Accumulator* acc, const std::int32_t* weight, const std::int32_t* pixel) const;

    const Conv* conv_;
    int in_per_group_;
    int out_per_group_;
    bool narrow_;  // no sum leaves 32 bits
    // Of plain code: [kernel_h][kernel_w][in/groups][out], what one input value adds to together.
    std::vector<std::int32_t> weights_;
    Simd simd_;
    std::optional<ConvPlan> plan_;
};

}  // namespace hashiflex::core
