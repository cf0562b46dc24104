// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/samples.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace hashiflex::core {
namespace {

constexpr std::int64_t kMostSamples = std::int64_t{1} << 16;
constexpr std::int64_t kMostInputs = std::int64_t{1} << 26;  // of all samples together

std::int64_t inputs_of(const Conv& conv) {
    return std::int64_t{conv.window.taps()} * (conv.in.channels / conv.groups);
}

void take_pixel(const Conv& conv, int group, const Tensor& map, std::int64_t pixel, std::size_t sample, Samples& to) {
    const Window& window = conv.window;
    const int channels = conv.in.channels / conv.groups;
    const auto y = static_cast<int>(pixel / conv.out.width), x = static_cast<int>(pixel % conv.out.width);
    std::int16_t* value = to.input.data() + sample;
    for (int ky = 0; ky < window.kernel_h; ++ky)
        for (int kx = 0; kx < window.kernel_w; ++kx) {
            const int row = y * window.stride_h - window.pad_top + ky;
            const int column = x * window.stride_w - window.pad_left + kx;
            const bool outside = row < 0 || row >= conv.in.height || column < 0 || column >= conv.in.width;
            const std::int64_t first =
                (std::int64_t{row} * conv.in.width + column) * conv.in.channels + std::int64_t{group} * channels;
            for (int c = 0; c < channels; ++c, value += to.count)
                *value = static_cast<std::int16_t>((outside ? 0 : map[static_cast<std::size_t>(first + c)]) - to.zero);
        }
}

}  // namespace

SamplePlan plan_samples(const Conv& conv, std::size_t images) {
    const std::int64_t all = conv.out.pixels() * static_cast<std::int64_t>(images);
    const std::int64_t most = std::max<std::int64_t>(1, std::min(kMostSamples, kMostInputs / inputs_of(conv)));
    const std::int64_t step = (all + most - 1) / most;
    return {step, (all + step - 1) / step};
}

Samples take_samples(const Conv& conv, int group, const std::vector<Tensor>& maps, Interval range,
                     const std::vector<FloatMap>& sums, const Parallel& parallel) {
    const SamplePlan plan = plan_samples(conv, maps.size());
    Samples samples;
    samples.count = static_cast<std::size_t>(plan.count);
    samples.inputs = static_cast<std::size_t>(inputs_of(conv));
    samples.outputs = static_cast<std::size_t>(conv.out.channels / conv.groups);
    const Interval values = hull(range, {0, 0});  // padding is 0
    constexpr std::int64_t kMost16 = 32767;
    samples.zero = values.hi > kMost16 ? static_cast<std::int32_t>(kMost16 + 1) : 0;
    samples.largest = static_cast<std::int32_t>(std::max(values.hi - samples.zero, samples.zero - values.lo));
    samples.input.resize(samples.inputs * samples.count);
    samples.target.resize(samples.outputs * samples.count);
    const std::int64_t pixels = conv.out.pixels();
    const auto all_outputs = static_cast<std::size_t>(conv.out.channels);
    parallel(maps.size(), [&](std::size_t image) {
        const std::int64_t begin = static_cast<std::int64_t>(image) * pixels;
        std::int64_t sample = (begin + plan.step - 1) / plan.step;
        for (; sample * plan.step < begin + pixels; ++sample) {
            const std::int64_t pixel = sample * plan.step - begin;
            take_pixel(conv, group, maps[image], pixel, static_cast<std::size_t>(sample), samples);
            const float* from = sums[image].data() + static_cast<std::size_t>(pixel) * all_outputs +
                                static_cast<std::size_t>(group) * samples.outputs;
            if (!std::all_of(from, from + samples.outputs, [](float sum) { return std::isfinite(sum); }))
                throw std::overflow_error("sums of the float network are beyond the range of a float");
            std::copy_n(from, samples.outputs,
                        samples.target.data() + static_cast<std::size_t>(sample) * samples.outputs);
        }
    });
    return samples;
}

}  // namespace hashiflex::core
