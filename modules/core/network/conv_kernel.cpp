// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/conv_kernel.h"

#include "modules/core/numeric/requantize.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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
    static constexpr std::pair<Simd, std::string_view> kFromBest[] = {
        {Simd::avx512_vnni, "avx512_vnni"}, {Simd::avx2, "avx2"}, {Simd::none, "none"}};
    const char* const limit = std::getenv("HASHIFLEX_SIMD");
    bool allowed = limit == nullptr || *limit == '\0';
    for (const auto& [simd, name] : kFromBest) {
        allowed |= limit != nullptr && name == limit;
        if (allowed && supported(simd)) return simd;
    }
    throw std::invalid_argument("HASHIFLEX_SIMD is " + std::string(limit) + ": allowed are none, avx2, avx512_vnni");
}

namespace {

constexpr VectorUnit kAvx2{8, false, true};
constexpr VectorUnit kAvx512{16, true, false};

struct Planned {
    Simd simd = Simd::none;
    std::optional<ConvPlan> plan;
};

Planned plan_for(Simd most, const Conv& conv, const RowType& in, RowFormat out) {
    if (most == Simd::avx512_vnni && supported(most))
        if (auto plan = plan_conv(conv, in, out, kAvx512)) return {Simd::avx512_vnni, std::move(plan)};
    if (most != Simd::none && supported(Simd::avx2))
        if (auto plan = plan_conv(conv, in, out, kAvx2)) return {Simd::avx2, std::move(plan)};
    return {};
}

// Of this thread.
std::int32_t* scratch(std::size_t values) {
    thread_local std::vector<std::int32_t> memory;
    if (memory.size() < values) memory.resize(values);
    return memory.data();
}

}  // namespace

ConvKernel::ConvKernel(const Conv& conv, const RowType& in, RowFormat out, Simd simd)
    : conv_(&conv),
      from_(in.format),
      to_(out),
      in_per_group_(conv.in.channels / conv.groups),
      out_per_group_(conv.out.channels / conv.groups),
      narrow_(fits_32_bits(conv, in.range)) {
    Planned planned = plan_for(simd, conv, in, out);
    simd_ = planned.simd;
    plan_ = std::move(planned.plan);
    if (plan_) return;
    weights_.resize(conv.weights.size());
    const auto channels = static_cast<std::size_t>(conv.out.channels);
    const std::size_t taps = conv.weights.size() / channels;
    for (std::size_t o = 0; o < channels; ++o)
        for (std::size_t t = 0; t < taps; ++t) weights_[t * channels + o] = conv.weights[o * taps + t];
}

void ConvKernel::row(const std::vector<RowView>& rows, std::uint8_t* out) const {
#if defined(__x86_64__)
    if (plan_ && to_.bytes == 1)
        return simd_ == Simd::avx2 ? conv_row_avx2(*plan_, rows, out) : conv_row_avx512(*plan_, rows, out);
#endif
    const auto values = static_cast<std::size_t>(conv_->out.width * conv_->out.channels);
    std::int32_t* const words = scratch(values);
    words_of_row(rows, words);
    pack(to_, words, values, out);
}

void ConvKernel::words_of_row(const std::vector<RowView>& rows, std::int32_t* out) const {
#if defined(__x86_64__)
    if (plan_) return simd_ == Simd::avx2 ? conv_row_avx2(*plan_, rows, out) : conv_row_avx512(*plan_, rows, out);
#endif
    narrow_ ? row_with<std::int32_t>(rows, out) : row_with<std::int64_t>(rows, out);
}

template <typename Accumulator>
void ConvKernel::row_with(const std::vector<RowView>& rows, std::int32_t* out) const {
    const Window& window = conv_->window;
    const Shape& in = conv_->in;
    const std::ptrdiff_t place = std::ptrdiff_t{in_per_group_} * conv_->out.channels;  // weights of one place
    std::vector<Accumulator> acc(conv_->bias.size());
    const auto row_values = static_cast<std::size_t>(in.width * in.channels);
    std::vector<std::int32_t> values(rows.size() * row_values);
    for (std::size_t r = 0; r < rows.size(); ++r)
        if (rows[r] != nullptr) unpack(from_, rows[r], row_values, values.data() + r * row_values);
    for (int x = 0; x < conv_->out.width; ++x) {
        const int left = x * window.stride_w - window.pad_left;
        const int first = std::max(0, -left);
        const int last = std::min(window.kernel_w, in.width - left);
        for (std::size_t o = 0; o < acc.size(); ++o) acc[o] = static_cast<Accumulator>(conv_->bias[o]);
        const std::int32_t* weights = weights_.data();
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const std::int32_t* row = values.data() + r * row_values;
            if (rows[r] != nullptr)
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
