// SPDX-License-Identifier: Apache-2.0
// Are shapes, grids, ranges and multipliers inferred as the contract of numbers says?
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

TEST_CASE("Shapes follow the layers, tensor 0 is the input") {
    SampleNetwork sample(7, 6, 2);
    sample.spec.input.offset = 128;
    sample.conv("a", 3, 2, {}, 4).conv("b", 3, 1, {}, 4).add("sum", {"a", "b"});
    sample.layer("pool", PoolSpec{PoolKind::average, {2, 2}, {2, 2}, {}});
    sample.layer("cat", ConcatSpec{}, {"pool", "pool"});
    const Network network = sample.build();
    CHECK(network.input.shape == Shape{7, 6, 2});
    CHECK(network.input.range == Interval{-128, 127});
    CHECK(network.input.bits == 9);
    CHECK(network.input.is_signed);
    CHECK(network.tensor(1).shape == Shape{4, 3, 4});
    CHECK(network.tensor(2).shape == Shape{4, 3, 4});
    CHECK(network.tensor(3).shape == Shape{4, 3, 4});
    CHECK(network.tensor(4).shape == Shape{2, 1, 4});
    CHECK(network.tensor(5).shape == Shape{2, 1, 8});
    CHECK(network.layers[0].inputs == std::vector<int>{0});
    CHECK(network.layers[2].inputs == std::vector<int>{1, 2});
    CHECK(network.layers[4].inputs == std::vector<int>{4, 4});
}

TEST_CASE("Depthwise has a group per channel, linear a kernel as large as the map") {
    SampleNetwork sample(3, 5, 2);
    DepthwiseSpec depthwise;
    depthwise.kernel = {2, 3};
    sample.layer("dw", depthwise);
    sample.weights["dw.weight"] = integers({2, 2, 3, 1}, 1);
    sample.weights["dw.bias"] = sample.weights["dw.shift"] = integers({2}, 0);
    sample.layer("fc", LinearSpec{4, Activation::none, {}, 8, 1});
    sample.weights["fc.weight"] = integers({4, 2, 3, 2}, 1);
    sample.weights["fc.bias"] = sample.weights["fc.shift"] = integers({4}, 0);
    const Network network = sample.build();
    const auto& dw = std::get<Conv>(network.layers[0].op);
    CHECK(dw.groups == 2);
    CHECK(dw.out == Shape{2, 3, 2});
    const auto& fc = std::get<Conv>(network.layers[1].op);
    CHECK(fc.window.kernel_h == 2);
    CHECK(fc.window.kernel_w == 3);
    CHECK(fc.out == Shape{1, 1, 4});
    CHECK(fc.groups == 1);
}

TEST_CASE("Activations are the clamp") {
    const auto clamp = [](Activation activation, OutputSpec output) {
        SampleNetwork sample(1, 1);
        sample.point("a");
        auto& conv = std::get<ConvSpec>(sample.spec.layers[0].kind);
        conv.activation = activation;
        conv.output = output;
        const Network network = sample.build();
        CHECK(std::get<Conv>(network.layers[0].op).clamp == network.layers[0].out.range);
        return network.layers[0].out.range;
    };
    CHECK(clamp(Activation::none, {8, true, 0}) == Interval{-128, 127});
    CHECK(clamp(Activation::none, {8, false, 0}) == Interval{0, 255});
    CHECK(clamp(Activation::none, {1, true, 0}) == Interval{-1, 0});
    CHECK(clamp(Activation::relu, {8, true, 0}) == Interval{0, 127});
    CHECK(clamp(Activation::relu6, {8, false, 4}) == Interval{0, 96});
    CHECK(clamp(Activation::relu6, {8, true, 5}) == Interval{0, 127});  // 192 is above the format
    CHECK(clamp(Activation::relu6, {8, false, -1}) == Interval{0, 3});
}

TEST_CASE("An add aligns to the finer unit and shifts to its own") {
    SampleNetwork sample(2, 2);
    sample.point("a").point("b").add("sum", {"a", "b"});
    std::get<ConvSpec>(sample.spec.layers[0].kind).output.frac = 3;
    std::get<ConvSpec>(sample.spec.layers[1].kind).output.frac = 5;
    std::get<AddSpec>(sample.spec.layers[2].kind).output.frac = 1;
    const Network network = sample.build();
    const auto& add = std::get<Add>(network.layers[2].op);
    CHECK(add.align[0] == 2);
    CHECK(add.align[1] == 0);
    CHECK(add.shift == 4);
}

TEST_CASE("Pools keep the grid; padding widens the range of an average") {
    SampleNetwork sample(4, 4);
    sample.spec.input.offset = 0;
    sample.point("a");
    std::get<ConvSpec>(sample.spec.layers[0].kind).output = {8, false, 3};
    Padding pads;
    pads.mode = PaddingMode::same_upper;
    sample.layer("max", PoolSpec{PoolKind::max, {2, 2}, {1, 1}, pads});
    sample.layer("all", GlobalPoolSpec{});
    const Network network = sample.build();
    CHECK(network.layers[1].out.shape == Shape{4, 4, 1});
    CHECK(network.layers[2].out.shape == Shape{1, 1, 1});
    for (const int t : {1, 2}) {
        CHECK(network.layers[static_cast<std::size_t>(t)].out.bits == 8);
        CHECK(network.layers[static_cast<std::size_t>(t)].out.frac == 3);
        CHECK(network.layers[static_cast<std::size_t>(t)].out.range == Interval{0, 255});
    }
}

TEST_CASE("Class multipliers are scales over the largest scale, 65535 to it, and ranges those of the sums") {
    SampleNetwork sample(1, 2);
    sample.point("a").classifier("c", 3, 2);
    std::get<ConvSpec>(sample.spec.layers[0].kind).output = {8, false, 0};
    sample.weights["c.scale"] = {{3}, false, {}, {0.5F, 2.0F, 0.0001F}};
    sample.weights["c.weight"].integers = {1, 1, -2, 3, 0, 0};
    sample.weights["c.bias"].integers = {0, 10, -7};
    const Network network = sample.build();
    const auto& classifier = std::get<Classifier>(network.layers.back().op);
    // 65535 / 4 = 16383.75; 0.0001 / 2 * 65535 = 3.28
    CHECK(classifier.multiplier == std::vector<std::uint16_t>{16384, 65535, 3});
    CHECK(network.layers.back().out.range == Interval{10 - 2 * 255, 10 + 3 * 255});
    CHECK(network.layers.back().out.shape == Shape{1, 1, 3});
}
