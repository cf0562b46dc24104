// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/mobilenetv2_layers.h"

#include <algorithm>
#include <random>
#include <utility>

namespace hashiflex::bench {
namespace {

constexpr core::Interval kRelu6{0, 192};
constexpr core::Interval kLinear{-128, 127};
constexpr core::Interval kPixels{-127, 128};

// Random Po2 weights as wide as those of the real network, padding SAME.
core::Conv convolution(core::Shape in, int channels, int kernel, int stride, bool depthwise, core::Interval clamp,
                       std::mt19937& random) {
    core::Conv conv;
    conv.in = in;
    conv.out = {(in.height + stride - 1) / stride, (in.width + stride - 1) / stride, channels};
    const int total = std::max((conv.out.height - 1) * stride + kernel - in.height, 0);
    conv.window = {kernel, kernel, stride, stride, total / 2, total - total / 2, total / 2, total - total / 2};
    conv.groups = depthwise ? channels : 1;
    conv.clamp = clamp;
    const int taps = kernel * kernel * in.channels / conv.groups;
    for (int i = 0; i < channels * taps; ++i)
        conv.weights.push_back((random() % 2 == 0 ? 1 : -1) * (1 << random() % 7));
    for (int o = 0; o < channels; ++o) {
        conv.bias.push_back(static_cast<int>(random() % 4001) - 2000);
        conv.shift.push_back(static_cast<int>(random() % 3) + 7);
    }
    return conv;
}

}  // namespace

std::vector<Layer> mobilenet_v2() {
    struct Block {
        int expansion, channels, count, stride;
    };
    constexpr Block kBlocks[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                                 {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};
    std::mt19937 random(1);
    std::vector<Layer> layers;
    const auto add = [&](const std::string& kind, core::Shape in, core::Interval range, int channels, int kernel,
                         int stride, bool depthwise, core::Interval clamp) {
        core::Conv conv = convolution(in, channels, kernel, stride, depthwise, clamp, random);
        const core::Shape out = conv.out;
        layers.push_back({kind + " " + std::to_string(out.width), std::move(conv), range});
        return out;
    };
    core::Shape shape = add("first", {224, 224, 3}, kPixels, 32, 3, 2, false, kRelu6);
    core::Interval range = kRelu6;
    for (const Block& block : kBlocks)
        for (int i = 0; i < block.count; ++i) {
            const int wide = shape.channels * block.expansion;
            if (block.expansion > 1) shape = add("pointwise", shape, range, wide, 1, 1, false, kRelu6);
            shape = add("depthwise", shape, kRelu6, wide, 3, i == 0 ? block.stride : 1, true, kRelu6);
            shape = add("pointwise", shape, kRelu6, block.channels, 1, 1, false, kLinear);
            range = kLinear;
        }
    add("pointwise", shape, range, 1280, 1, 1, false, kRelu6);
    return layers;
}

}  // namespace hashiflex::bench
