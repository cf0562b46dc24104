// SPDX-License-Identifier: Apache-2.0
// Are the adder trees of a convolution its weights, no deeper and no more than they must be?
#include "modules/core/graph/builders.h"
#include "modules/core/graph/verify.h"
#include "modules/core/numeric/po2.h"
#include "tests/core/random_operators.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

constexpr Interval kInput{-128, 255};
constexpr int kConvs = 300;

// The terms of output channel o.
int terms_of(const Conv& conv, int o) {
    const std::size_t per_channel = conv.weights.size() / static_cast<std::size_t>(conv.out.channels);
    int terms = 0;
    for (std::size_t i = 0; i < per_channel; ++i)
        terms += static_cast<int>(
            decompose(conv.weights[static_cast<std::size_t>(o) * per_channel + i], conv.levels).size());
    return terms;
}

// What each output must be, straight from the weights. Input of a tap: [kernel_h][kernel_w][channels].
std::vector<LinearForm> forms_of(const Conv& conv) {
    std::vector<LinearForm> forms;
    const int group_in = conv.in.channels / conv.groups;
    const int group_out = conv.out.channels / conv.groups;
    for (int o = 0; o < conv.out.channels; ++o) {
        LinearForm form;
        for (int tap = 0; tap < conv.window.taps(); ++tap)
            for (int i = 0; i < group_in; ++i) {
                const auto weight =
                    conv.weights[static_cast<std::size_t>((o * conv.window.taps() + tap) * group_in + i)];
                const int input = tap * conv.in.channels + o / group_out * group_in + i;
                if (weight != 0) form.coefficients[static_cast<std::uint32_t>(input)] = weight;
            }
        const int shift = conv.shift[static_cast<std::size_t>(o)];
        form.constant = conv.bias[static_cast<std::size_t>(o)] + (shift > 0 ? 1 << (shift - 1) : 0);
        forms.push_back(form);
    }
    return forms;
}

// The inputs of one window, 0 outside the map.
std::vector<std::int64_t> window_at(const Conv& conv, const Tensor& map, int y, int x) {
    std::vector<std::int64_t> values;
    for (int ky = 0; ky < conv.window.kernel_h; ++ky)
        for (int kx = 0; kx < conv.window.kernel_w; ++kx)
            for (int c = 0; c < conv.in.channels; ++c) {
                const int row = y * conv.window.stride_h + ky - conv.window.pad_top;
                const int column = x * conv.window.stride_w + kx - conv.window.pad_left;
                const bool padding = row < 0 || row >= conv.in.height || column < 0 || column >= conv.in.width;
                const auto place = (row * conv.in.width + column) * conv.in.channels + c;
                values.push_back(padding ? 0 : map[static_cast<std::size_t>(place)]);
            }
    return values;
}

// clamp(acc >> s): the rounding constant is already in the graph.
std::int64_t shifted(std::int64_t acc, int s, Interval clamp) {
    const Wide value = s > 0 ? floor_division(acc, Wide{1} << s) : Wide{acc} * (Wide{1} << -s);
    return value < clamp.lo ? clamp.lo : value > clamp.hi ? clamp.hi : static_cast<std::int64_t>(value);
}

}  // namespace

TEST_CASE("The trees of random convolutions are their weights") {
    Random random(1);
    for (int trial = 0; trial < kConvs; ++trial) {
        const Conv conv = random_conv(random);
        REQUIRE_NOTHROW(verify(conv_graph(conv, kInput), forms_of(conv)));
    }
}

TEST_CASE("Evaluating the trees over all windows is the convolution") {
    Random random(2);
    for (int trial = 0; trial < kConvs; ++trial) {
        const Conv conv = random_conv(random);
        const Tensor map = random_tensor(random, conv.in, kInput);
        const AdderGraph graph = conv_graph(conv, kInput);
        Tensor out;
        for (int y = 0; y < conv.out.height; ++y)
            for (int x = 0; x < conv.out.width; ++x) {
                const auto sums = evaluate(graph, window_at(conv, map, y, x));
                for (std::size_t o = 0; o < sums.size(); ++o)
                    out.push_back(static_cast<std::int32_t>(shifted(sums[o], conv.shift[o], conv.clamp)));
            }
        REQUIRE(out == naive(conv, {map}));
    }
}

TEST_CASE("A balanced tree of n terms has n - 1 adders, ceil(log2 n) deep, and one more level for a bias") {
    Random random(3);
    for (int trial = 0; trial < kConvs; ++trial) {
        const Conv conv = random_conv(random);
        const AdderGraph graph = conv_graph(conv, kInput);
        const auto levels = node_levels(graph);
        std::size_t adders = 0;
        for (int o = 0; o < conv.out.channels; ++o) {
            const int terms = terms_of(conv, o);
            adders += static_cast<std::size_t>(std::max(terms - 1, 0));
            int deep = 0;
            while ((1 << deep) < terms) ++deep;
            const GraphOutput& output = graph.outputs[static_cast<std::size_t>(o)];
            const bool bias = terms > 0 && (output.constant != 0 || output.negate);
            REQUIRE(output.has_bias_adder() == bias);
            REQUIRE(output_level(output, levels) == deep + (bias ? 1 : 0));
        }
        REQUIRE(graph.ops.size() == adders);
    }
}

TEST_CASE("A channel without weights is a constant, one of negative weights is taken from it") {
    Conv conv;
    conv.in = {1, 1, 2};
    conv.out = {1, 1, 3};
    conv.weights = {0, 0, -4, -1, 8, 0};
    conv.bias = {-7, 0, 0};
    conv.shift = {4, 0, -2};
    const AdderGraph graph = conv_graph(conv, kInput);
    CHECK(graph.outputs[0].node == kNoNode);
    CHECK_FALSE(graph.outputs[0].has_bias_adder());
    CHECK(graph.outputs[1].negate);
    CHECK(graph.outputs[1].has_bias_adder());
    CHECK_FALSE(graph.outputs[2].has_bias_adder());
    CHECK(graph.ops.size() == 1);
    CHECK(evaluate(graph, {5, -3}) == std::vector<std::int64_t>{-7 + 8, -4 * 5 + 3, 8 * 5});
    CHECK(depth(graph) == 2);
}
