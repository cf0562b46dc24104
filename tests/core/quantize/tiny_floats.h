// SPDX-License-Identifier: Apache-2.0
// Small float networks with random weights and images, for tests of quantization.
#pragma once

#include "modules/core/quantize/quantize.h"
#include "tests/support/random.h"

#include <cmath>
#include <string>
#include <vector>

namespace hashiflex::test {

inline core::Array random_array(Random& random, std::vector<std::size_t> shape, double scale) {
    core::Array array{std::move(shape), false, {}, {}};
    std::size_t count = 1;
    for (const std::size_t extent : array.shape) count *= extent;
    for (std::size_t i = 0; i < count; ++i)
        array.reals.push_back(static_cast<float>(scale * random.between(-1000, 1000) / 1000));
    return array;
}

using TestImages = std::vector<std::vector<std::uint8_t>>;

// Smooth: neighbours are alike, as in photographs.
inline TestImages random_images(Random& random, std::size_t count, int side, int channels) {
    TestImages images(count);
    for (auto& image : images) {
        const int slope = random.between(-8, 8), bend = random.between(-8, 8), level = random.between(60, 190);
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                for (int c = 0; c < channels; ++c)
                    image.push_back(static_cast<std::uint8_t>(
                        std::min(255, std::max(0, level + slope * x + bend * y + 10 * c + random.between(-20, 20)))));
    }
    return images;
}

// 8x8x2: conv, depthwise, add, concat with a pooled branch, mean, classifier.
struct TinyFloats {
    explicit TinyFloats(std::uint64_t seed = 1) : random(seed) {
        spec.name = "tiny";
        spec.input = {8, 8, 2, 128, 7};
        const auto automatic = [] {
            core::OutputSpec output;
            output.automatic = true;
            return output;
        };
        core::ConvSpec conv;
        conv.kernel = {3, 3};
        conv.padding.mode = core::PaddingMode::same_upper;
        conv.channels = 8;
        conv.activation = core::Activation::relu6;
        conv.output = automatic();
        core::DepthwiseSpec dw;
        dw.kernel = {3, 3};
        dw.padding = conv.padding;
        dw.activation = core::Activation::relu;
        dw.output = automatic();
        core::ConvSpec project;
        project.kernel = {1, 1};
        project.channels = 8;
        project.output = automatic();
        core::AddSpec add;
        add.output = automatic();
        core::PoolSpec pool{core::PoolKind::max, {3, 3}, {1, 1}, conv.padding};
        spec.layers = {{"stem", {}, conv},
                       {"dw", {}, dw},
                       {"project", {}, project},
                       {"sum", {"stem", "project"}, add},
                       {"pool", {"stem"}, pool},
                       {"cat", {"sum", "pool"}, core::ConcatSpec{}},
                       {"mean", {}, core::GlobalPoolSpec{}},
                       {"fc", {}, core::ClassifierSpec{4, 8}}};
        weights["stem.weight"] = random_array(random, {8, 3, 3, 2}, 1.5);
        weights["stem.bias"] = random_array(random, {8}, 1);
        weights["dw.weight"] = random_array(random, {8, 3, 3, 1}, 0.5);
        weights["dw.bias"] = random_array(random, {8}, 1);
        weights["project.weight"] = random_array(random, {8, 1, 1, 8}, 0.7);
        weights["project.bias"] = random_array(random, {8}, 1);
        weights["fc.weight"] = random_array(random, {4, 16}, 1);
        weights["fc.bias"] = random_array(random, {4}, 1);
        images = random_images(random, 24, 8, 2);
        others = random_images(random, 16, 8, 2);
    }
    core::FloatNetwork build() const { return core::build_float_network(spec, weights); }

    Random random;
    core::NetworkSpec spec;
    core::WeightSet weights;
    TestImages images;  // to calibrate
    TestImages others;  // to test
};

}  // namespace hashiflex::test
