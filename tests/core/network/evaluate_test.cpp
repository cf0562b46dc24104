// SPDX-License-Identifier: Apache-2.0
// Are the values of every operator and of whole networks those of the reference?
#include "modules/core/network/evaluate.h"

#include "modules/core/network/build.h"
#include "tests/core/random_operators.h"
#include "tests/support/naive.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

constexpr int kTrials = 300;
constexpr Interval kInput{-255, 255};

}  // namespace

TEST_CASE("Convolutions of every shape equal the reference") {
    Random random(11);
    for (int trial = 0; trial < kTrials; ++trial) {
        const Conv conv = random_conv(random);
        const Tensor map = random_tensor(random, conv.in, kInput);
        REQUIRE(evaluate(Operator(conv), {&map}, {conv.in}, conv.out) == naive(conv, {map}));
    }
}

TEST_CASE("A convolution by hand: one border, stride, bias, shift and clamp") {
    Conv conv;
    conv.in = {1, 3, 1};
    conv.out = {1, 2, 1};
    conv.window.kernel_w = 2;
    conv.window.stride_w = 2;
    conv.window.pad_right = 1;
    conv.weights = {2, -1};
    conv.bias = {1};
    conv.shift = {1};
    conv.clamp = {-2, 5};
    const Tensor map{3, 7, 9};
    // 1 + 6 - 7 = 0 -> 0; 1 + 18 + padding = 19 -> 9.5 -> 10 -> 5.
    CHECK(evaluate(Operator(conv), {&map}, {conv.in}, conv.out) == Tensor{0, 5});
    CHECK(naive(conv, {map}) == Tensor{0, 5});
}

TEST_CASE("Pools equal the reference") {
    Random random(12);
    for (int trial = 0; trial < kTrials; ++trial) {
        const Pool pool = random_pool(random);
        const Tensor map = random_tensor(random, pool.in, kInput);
        REQUIRE(evaluate(Operator(pool), {&map}, {pool.in}, pool.out) == naive(pool, {map}));
        const GlobalPool global{pool.kind, pool.in};
        REQUIRE(evaluate(Operator(global), {&map}, {pool.in}, {1, 1, pool.in.channels}) == naive(global, {map}));
    }
}

TEST_CASE("Averages of negative sums round half up, and padding counts") {
    Pool pool;
    pool.kind = PoolKind::average;
    pool.in = {1, 2, 1};
    pool.out = {1, 2, 1};
    pool.window.kernel_w = 2;
    pool.window.pad_right = 1;
    const Tensor map{-2, -1};
    CHECK(evaluate(Operator(pool), {&map}, {pool.in}, pool.out) == Tensor{-1, 0});  // -3/2 and -1/2
    pool.kind = PoolKind::max;
    CHECK(evaluate(Operator(pool), {&map}, {pool.in}, pool.out) == Tensor{-1, -1});  // padding is no 0 here
}

TEST_CASE("Adds, concats and classifiers equal the reference") {
    Random random(13);
    for (int trial = 0; trial < kTrials; ++trial) {
        const Shape shape = random_shape(random);
        const Tensor a = random_tensor(random, shape, kInput), b = random_tensor(random, shape, kInput);
        Add add{shape, {random.between(0, 5), random.between(0, 5)}, random.between(-3, 8), random_clamp(random)};
        REQUIRE(evaluate(Operator(add), {&a, &b}, {shape, shape}, shape) == naive(add, {a, b}));

        Shape other = shape;
        other.channels = random.between(1, 4);
        const Tensor c = random_tensor(random, other, kInput);
        const Shape both{shape.height, shape.width, shape.channels * 2 + other.channels};
        const Concat concat{{shape, other, shape}};
        REQUIRE(evaluate(Operator(concat), {&a, &c, &b}, {shape, other, shape}, both) == naive(concat, {a, c, b}));

        Classifier classifier;
        classifier.in = shape;
        classifier.classes = random.between(2, 5);
        for (std::int64_t i = 0; i < classifier.classes * shape.elements(); ++i)
            classifier.weights.push_back(static_cast<std::int8_t>(random.between(-128, 127)));
        for (int i = 0; i < classifier.classes; ++i) classifier.bias.push_back(random.between(-100000, 100000));
        REQUIRE(evaluate(Operator(classifier), {&a}, {shape}, {1, 1, classifier.classes}) == naive(classifier, {a}));
    }
}

TEST_CASE("Every tensor of random networks equals the reference") {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const RandomDesign design = random_design(seed);
        const Network network = build_network(design.network, design.weights);
        for (const auto& image : design.images) {
            INFO("seed " << seed);
            const auto tensors = naive(network, image);
            REQUIRE(evaluate(network, image) == tensors);
            for (std::size_t t = 0; t < tensors.size(); ++t)
                for (const auto value : tensors[t]) {
                    const Interval range = network.tensor(static_cast<int>(t)).range;
                    REQUIRE((value >= range.lo && value <= range.hi));
                }
        }
    }
}

TEST_CASE("The class is the first largest product") {
    const std::int32_t sums[] = {5, 9, 9, -1};
    CHECK(classify(sums, 4, {}) == 1);
    CHECK(classify(sums, 4, {65535, 100, 100, 65535}) == 0);
    CHECK(classify(sums, 4, {9, 5, 6, 0}) == 2);
    CHECK(classify(sums, 4, {18, 10, 10, 0}) == 0);  // 90, 90, 90, 0
    const std::int32_t negative[] = {-3, -2, -2};
    CHECK(classify(negative, 3, {}) == 1);
    CHECK(classify(negative, 3, {1, 3, 2}) == 0);
    CHECK(classify(negative, 3, {1, 3, 0}) == 2);
    const std::int32_t wide[] = {1, 1 << 30, -(1 << 30)};
    CHECK(classify(wide, 3, {1, 4, 4}) == 1);  // 2^32
    CHECK(classify(wide, 3, {1, 0, 6}) == 0);
}
