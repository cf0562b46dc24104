// SPDX-License-Identifier: Apache-2.0
// Are values of a float network those of loops written down directly, and to the bit in the order that is promised?
#include "modules/core/quantize/float_network.h"

#include "modules/core/error.h"
#include "tests/core/random_operators.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace hashiflex;
using namespace hashiflex::test;
using core::FloatMap;

namespace {

std::vector<float> random_reals(Random& random, std::size_t count) {
    std::vector<float> reals(count);
    for (float& value : reals) value = static_cast<float>(random.between(-1000, 1000)) / 333.0F;
    return reals;
}

// One sum after another: bias, then rows, columns and channels of the window.
FloatMap naive_sums(const core::Conv& conv, const std::vector<float>& w, const std::vector<float>& bias,
                    const FloatMap& in) {
    const core::Window& window = conv.window;
    const int depth = conv.in.channels / conv.groups;
    FloatMap out;
    for (int y = 0; y < conv.out.height; ++y)
        for (int x = 0; x < conv.out.width; ++x)
            for (int o = 0; o < conv.out.channels; ++o) {
                const int group = o / (conv.out.channels / conv.groups);
                double sum = bias[static_cast<std::size_t>(o)];
                for (int ky = 0; ky < window.kernel_h; ++ky)
                    for (int kx = 0; kx < window.kernel_w; ++kx)
                        for (int i = 0; i < depth; ++i) {
                            const int row = y * window.stride_h - window.pad_top + ky;
                            const int column = x * window.stride_w - window.pad_left + kx;
                            if (row < 0 || row >= conv.in.height || column < 0 || column >= conv.in.width) continue;
                            const int at = (row * conv.in.width + column) * conv.in.channels + group * depth + i;
                            const int tap = ((o * window.kernel_h + ky) * window.kernel_w + kx) * depth + i;
                            const double product = static_cast<double>(in[static_cast<std::size_t>(at)]) *
                                                   static_cast<double>(w[static_cast<std::size_t>(tap)]);
                            sum += product;
                        }
                out.push_back(static_cast<float>(sum));
            }
    return out;
}

core::Array reals(std::vector<std::size_t> shape, std::vector<float> values) {
    return {std::move(shape), false, {}, std::move(values)};
}

// 2x2 pixels of one channel -> two channels -> mean of the map -> two classes.
struct Tiny {
    Tiny() {
        spec.name = "tiny";
        spec.input = {2, 2, 1, 128, 7};
        core::ConvSpec conv;
        conv.channels = 2;
        conv.activation = core::Activation::relu6;
        spec.layers = {
            {"conv", {}, conv}, {"mean", {}, core::GlobalPoolSpec{}}, {"fc", {}, core::ClassifierSpec{2, 8}}};
        weights["conv.weight"] = reals({2, 1, 1, 1}, {1.5F, -8.0F});
        weights["conv.bias"] = reals({2}, {0.25F, 1.0F});
        weights["fc.weight"] = reals({2, 2}, {1.0F, 2.0F, -1.0F, 0.5F});
        weights["fc.bias"] = reals({2}, {0.0F, 10.0F});
    }
    core::NetworkSpec spec;
    core::WeightSet weights;
};

std::string complaint(const Tiny& tiny) {
    try {
        core::build_float_network(tiny.spec, tiny.weights);
    } catch (const core::InvalidInput& error) {
        return error.path() + ": " + error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("float sums of random convolutions") {
    Random random(7);
    for (int round = 0; round < 300; ++round) {
        const core::Conv conv = random_conv(random);
        const auto w = random_reals(random, conv.weights.size());
        const auto bias = random_reals(random, conv.bias.size());
        const FloatMap in = random_reals(random, static_cast<std::size_t>(conv.in.elements()));
        INFO("round " << round);
        REQUIRE(core::weighted_sums(conv, core::lay_out(conv, w, bias), in) == naive_sums(conv, w, bias, in));
    }
}

TEST_CASE("float logits by hand") {
    const Tiny tiny;
    const auto network = core::build_float_network(tiny.spec, tiny.weights);
    // x = 0, 0.5, -1, -0.5: first channel relu6(1.5 x + 0.25) = 0.25, 1, 0, 0; second relu6(1 - 8 x) = 1, 0, 6, 5.
    const auto found = core::logits(network, {128, 192, 0, 64});
    CHECK(found == std::vector<double>{0.3125 + 2 * 3.0, -0.3125 + 1.5 + 10});
}

TEST_CASE("a float network looks at every layer once, in order") {
    const Tiny tiny;
    const auto network = core::build_float_network(tiny.spec, tiny.weights);
    std::vector<std::size_t> sizes;
    core::evaluate(network, {1, 2, 3, 4}, [&](std::size_t layer, const FloatMap& out) {
        CHECK(layer == sizes.size());
        sizes.push_back(out.size());
    });
    CHECK(sizes == std::vector<std::size_t>{8, 2, 2});
}

TEST_CASE("arrays that make no float network") {
    Tiny tiny;
    CHECK(complaint(tiny).empty());
    tiny.weights["conv.weight"].reals[1] = std::numeric_limits<float>::quiet_NaN();
    CHECK(complaint(tiny).find("conv.weight: found ") == 0);
    tiny.weights["conv.weight"].reals[1] = std::numeric_limits<float>::infinity();
    CHECK(complaint(tiny).find("finite number") != std::string::npos);
    tiny = {};
    tiny.weights["conv.bias"] = reals({1}, {0});
    CHECK(complaint(tiny) == "conv.bias: found shape [1]; the network needs [2]");
    tiny = {};
    tiny.weights.erase("fc.bias");
    CHECK(complaint(tiny) == "fc.bias: the array is missing");
    tiny = {};
    tiny.weights["conv.shift"] = reals({2}, {0, 0});
    CHECK(complaint(tiny) == "conv.shift: no layer of the network reads this array");
}
