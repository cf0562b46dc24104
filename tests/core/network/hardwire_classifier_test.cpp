// SPDX-License-Identifier: Apache-2.0
// Does a hardwired classifier give the sums and the class of the programmable one?
#include "modules/core/network/evaluate.h"
#include "modules/core/numeric/po2.h"
#include "tests/core/random_operators.h"
#include "tests/core/sample_network.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

// Few inputs and small numbers: ties are common.
SampleNetwork random_classifier(Random& random, int weight_bits, bool scaled) {
    const int classes = random.between(2, 6);
    SampleNetwork sample(1, random.between(1, 3));
    sample.point("a").classifier("c", classes, sample.spec.input.width);
    std::get<ClassifierSpec>(sample.spec.layers[1].kind).weight_bits = weight_bits;
    const int most = 1 << (weight_bits - 1);
    for (auto& weight : sample.weights["c.weight"].integers) weight = random.between(-most, most - 1);
    for (auto& bias : sample.weights["c.bias"].integers) bias = random.between(-2, 2);
    if (scaled) {
        Array scale{{static_cast<std::size_t>(classes)}, false, {}, {}};
        for (int c = 0; c < classes; ++c) scale.reals.push_back(static_cast<float>(random.between(1, 3)));
        sample.weights["c.scale"] = scale;
    }
    return sample;
}

}  // namespace

TEST_CASE("Sums and class of a hardwired classifier equal the reference") {
    Random random(21);
    int ties = 0;
    for (int trial = 0; trial < 600; ++trial) {
        constexpr int kBits[] = {2, 4, 8};
        const SampleNetwork sample = random_classifier(random, kBits[trial % 3], trial % 2 == 0);
        const Network network = sample.build();
        const auto& classifier = std::get<Classifier>(network.layers.back().op);
        const Network hardwired = hardwire_classifier(network);
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(network.input.shape.elements()));
        for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.between(0, 3));
        const Tensor expected = naive(network, pixels).back();
        REQUIRE(evaluate(hardwired, pixels).back() == expected);
        REQUIRE(naive(hardwired, pixels).back() == expected);
        const auto& argmax = std::get<Argmax>(hardwired.layers.back().op);
        REQUIRE(classify(expected.data(), argmax.classes, argmax.multiplier) == naive_class(expected, classifier));
        ties += std::count(expected.begin(), expected.end(), *std::max_element(expected.begin(), expected.end())) > 1;
    }
    CHECK(ties > 20);
}

TEST_CASE("A hardwired classifier is a convolution over the whole map with at most four terms, and an argmax") {
    SampleNetwork sample(2, 3);
    sample.point("a").classifier("c", 5, 6);
    for (std::size_t i = 0; i < 30; ++i)
        sample.weights["c.weight"].integers[i] = static_cast<std::int64_t>(i) * 8 - 128;
    const Network network = sample.build();
    const Network hardwired = hardwire_classifier(network);
    REQUIRE(hardwired.layers.size() == network.layers.size() + 1);
    const auto& conv = std::get<Conv>(hardwired.layers[1].op);
    CHECK(conv.window.kernel_h == 2);
    CHECK(conv.window.kernel_w == 3);
    CHECK(conv.out == Shape{1, 1, 5});
    CHECK(hardwired.layers[1].name == "c");
    for (const auto weight : conv.weights)
        CHECK(decompose(weight, conv.levels).size() <= static_cast<std::size_t>(conv.terms));
    CHECK(std::get<Argmax>(hardwired.layers[2].op).classes == 5);
    CHECK(hardwired.layers[2].inputs == std::vector<int>{2});
    CHECK(hardwired.layers[2].out.shape == Shape{1, 1, 5});
}

TEST_CASE("A network without classifier stays as it is") {
    SampleNetwork sample(2, 2);
    sample.point("a");
    CHECK(hardwire_classifier(sample.build()).layers.size() == 1);
    CHECK(hardwire_classifier(Network{}).layers.empty());
}
