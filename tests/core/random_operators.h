// SPDX-License-Identifier: Apache-2.0
// Random operators and tensors of small shapes: every padding, stride, group and weight the contract allows.
#pragma once

#include "modules/core/network/operators.h"
#include "tests/support/random.h"

#include <algorithm>
#include <cstdint>

namespace hashiflex::test {

inline core::Shape random_shape(Random& random, int most_side = 6, int most_channels = 4) {
    return {random.between(1, most_side), random.between(1, most_side), random.between(1, most_channels)};
}

// Pads are smaller than the kernel, as everywhere in this project, and the kernel fits the padded map.
inline core::Window random_window(Random& random, const core::Shape& in) {
    core::Window window;
    do {
        window.kernel_h = random.between(1, 4);
        window.kernel_w = random.between(1, 4);
        window.stride_h = random.between(1, 3);
        window.stride_w = random.between(1, 3);
        window.pad_top = random.between(0, window.kernel_h - 1);
        window.pad_bottom = random.between(0, window.kernel_h - 1);
        window.pad_left = random.between(0, window.kernel_w - 1);
        window.pad_right = random.between(0, window.kernel_w - 1);
    } while (in.height + window.pad_top + window.pad_bottom < window.kernel_h ||
             in.width + window.pad_left + window.pad_right < window.kernel_w);
    return window;
}

inline core::Shape output_shape(const core::Window& window, const core::Shape& in, int channels) {
    return {(in.height + window.pad_top + window.pad_bottom - window.kernel_h) / window.stride_h + 1,
            (in.width + window.pad_left + window.pad_right - window.kernel_w) / window.stride_w + 1, channels};
}

inline std::int32_t random_weight(Random& random, int levels, int terms) {
    std::int32_t weight = 0;
    for (int t = random.between(0, terms); t > 0; --t)
        weight += (random.chance(50) ? 1 : -1) * (1 << random.between(0, levels - 1));
    return weight;
}

inline core::Interval random_clamp(Random& random) {
    const std::int64_t lo = random.chance(50) ? 0 : -random.between(1, 300);
    return {lo, lo + random.between(0, 600)};
}

inline core::Conv random_conv(Random& random) {
    core::Conv conv;
    conv.in = random_shape(random);
    conv.window = random_window(random, conv.in);
    if (random.chance(20)) {  // linear: the kernel is the whole map
        conv.window = {};
        conv.window.kernel_h = conv.in.height;
        conv.window.kernel_w = conv.in.width;
    }
    const int kind = random.between(0, 2);  // dense, grouped, depthwise
    if (kind == 1) conv.groups = 2, conv.in.channels = 2 * random.between(1, 2);
    if (kind == 2) conv.groups = conv.in.channels;
    const int per_group = kind == 2 ? 1 : random.between(1, 3);
    conv.out = output_shape(conv.window, conv.in, conv.groups * per_group);
    constexpr int kTerms[] = {1, 2, 4};
    conv.terms = kTerms[random.between(0, 2)];
    conv.levels = random.between(1, 8);
    const int per_channel = conv.window.taps() * (conv.in.channels / conv.groups);
    for (int o = 0; o < conv.out.channels; ++o) {
        const bool pruned = random.chance(15);  // a channel without weights
        for (int i = 0; i < per_channel; ++i)
            conv.weights.push_back(pruned ? 0 : random_weight(random, conv.levels, conv.terms));
        conv.bias.push_back(random.chance(30) ? 0 : random.between(-3000, 3000));
        conv.shift.push_back(random.between(-3, 12));
    }
    conv.clamp = random_clamp(random);
    return conv;
}

inline core::Pool random_pool(Random& random) {
    core::Pool pool;
    pool.kind = random.chance(50) ? core::PoolKind::max : core::PoolKind::average;
    pool.in = random_shape(random);
    pool.window = random_window(random, pool.in);
    pool.out = output_shape(pool.window, pool.in, pool.in.channels);
    return pool;
}

inline core::Tensor random_tensor(Random& random, const core::Shape& shape, core::Interval range) {
    core::Tensor values(static_cast<std::size_t>(shape.elements()));
    std::generate(values.begin(), values.end(),
                  [&] { return random.between(static_cast<int>(range.lo), static_cast<int>(range.hi)); });
    return values;
}

}  // namespace hashiflex::test
