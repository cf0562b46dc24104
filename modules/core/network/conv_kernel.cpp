// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/conv_kernel.h"

#include "modules/core/numeric/requantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hashiflex::core {
namespace {

// Does no partial sum leave 32 bits, whatever the order of its terms?
bool fits_32_bits(const Conv& conv, Interval in) {
    const double most = static_cast<double>(std::max(-in.lo, in.hi));
    const std::size_t taps = conv.weights.size() / conv.bias.size();
    for (std::size_t o = 0; o < conv.bias.size(); ++o) {
        double sum = std::abs(static_cast<double>(conv.bias[o]));
        for (std::size_t t = 0; t < taps; ++t) sum += std::abs(conv.weights[o * taps + t]) * most;
        if (sum > std::numeric_limits<std::int32_t>::max()) return false;
    }
    return true;
}

template <typename Accumulator>
void add_products(Accumulator* __restrict acc, const std::int32_t* __restrict weight,
                  const std::int32_t* __restrict value, int count) {
    for (int i = 0; i < count; ++i) acc[i] += Accumulator{weight[i]} * value[i];
}

template <typename Accumulator>
void add_multiple(Accumulator* __restrict acc, const std::int32_t* __restrict weight, std::int32_t value, int count) {
    if (value == 0) return;
    for (int i = 0; i < count; ++i) acc[i] += Accumulator{weight[i]} * value;
}

}  // namespace

#if defined(__x86_64__)
bool supported(Simd simd) {
    switch (simd) {
        case Simd::none:
            return true;
        case Simd::avx2:
            return __builtin_cpu_supports("avx2") != 0;
        case Simd::avx512_vnni:
            return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                   __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
    }
    return false;
}
#else
bool supported(Simd simd) {
    return simd == Simd::none;
}
#endif

Simd fastest_simd() {
    static const Simd fastest = supported(Simd::avx512_vnni) ? Simd::avx512_vnni
                                : supported(Simd::avx2)      ? Simd::avx2
                                                             : Simd::none;
    return fastest;
}

namespace {

// Nothing: plain code.
std::optional<ConvPlan> plan_for(Simd simd, const Conv& conv, Interval in) {
    if (!supported(simd)) return std::nullopt;
    switch (simd) {
        case Simd::none:
            break;
        case Simd::avx2:
            return plan_conv(conv, in, 8, false);
        case Simd::avx512_vnni:
            return plan_conv(conv, in, 16, true);
    }
    return std::nullopt;
}

}  // namespace

ConvKernel::ConvKernel(const Conv& conv, Interval in, Simd simd)
    : conv_(&conv),
      in_per_group_(conv.in.channels / conv.groups),
      out_per_group_(conv.out.channels / conv.groups),
      narrow_(fits_32_bits(conv, in)),
      simd_(simd),
      plan_(plan_for(simd, conv, in)) {
    if (plan_) return;
    weights_.resize(conv.weights.size());
    const auto channels = static_cast<std::size_t>(conv.out.channels);
    const std::size_t taps = conv.weights.size() / channels;
    for (std::size_t o = 0; o < channels; ++o)
        for (std::size_t t = 0; t < taps; ++t) weights_[t * channels + o] = conv.weights[o * taps + t];
}

void ConvKernel::row(const std::vector<RowView>& rows, std::int32_t* out) const {
#if defined(__x86_64__)
    if (plan_) return simd() == Simd::avx2 ? conv_row_avx2(*plan_, rows, out) : conv_row_avx512(*plan_, rows, out);
#endif
    narrow_ ? row_with<std::int32_t>(rows, out) : row_with<std::int64_t>(rows, out);
}

template <typename Accumulator>
void ConvKernel::row_with(const std::vector<RowView>& rows, std::int32_t* out) const {
    const Window& window = conv_->window;
    const Shape& in = conv_->in;
    const std::ptrdiff_t place = std::ptrdiff_t{in_per_group_} * conv_->out.channels;  // weights of one place
    std::vector<Accumulator> acc(conv_->bias.size());
    for (int x = 0; x < conv_->out.width; ++x) {
        const int left = x * window.stride_w - window.pad_left;
        const int first = std::max(0, -left);
        const int last = std::min(window.kernel_w, in.width - left);
        for (std::size_t o = 0; o < acc.size(); ++o) acc[o] = static_cast<Accumulator>(conv_->bias[o]);
        const std::int32_t* weights = weights_.data();
        for (const RowView row : rows) {
            if (row != nullptr)
                for (int column = first; column < last; ++column)
                    add_pixel(acc.data(), weights + column * place,
                              row + static_cast<std::ptrdiff_t>(left + column) * in.channels);
            weights += window.kernel_w * place;
        }
        for (std::size_t o = 0; o < acc.size(); ++o)
            *out++ = static_cast<std::int32_t>(requantize(acc[o], conv_->shift[o], conv_->clamp));
    }
}

template <typename Accumulator>
void ConvKernel::add_pixel(Accumulator* acc, const std::int32_t* weight, const std::int32_t* pixel) const {
    if (in_per_group_ == 1 && out_per_group_ == 1) return add_products(acc, weight, pixel, conv_->out.channels);
    for (int i = 0; i < in_per_group_; ++i)
        for (int group = 0; group < conv_->groups; ++group, weight += out_per_group_)
            add_multiple(acc + group * out_per_group_, weight, pixel[group * in_per_group_ + i], out_per_group_);
}

}  // namespace hashiflex::core
