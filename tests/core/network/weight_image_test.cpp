// SPDX-License-Identifier: Apache-2.0
// Are the bytes of a weight set those of the stated layout, and read back without loss?
#include "modules/core/network/weight_image.h"

#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace hashiflex::core;
using Bytes = std::vector<std::uint8_t>;

namespace {

Classifier classifier_of(int weight_bits, std::vector<std::int8_t> weights) {
    Classifier classifier;
    classifier.in = {1, 1, static_cast<int>(weights.size())};
    classifier.weight_bits = weight_bits;
    classifier.weights = std::move(weights);
    classifier.bias = {0x01020304};
    return classifier;
}

}  // namespace

TEST_CASE("Weights are packed from the lowest bits, padded to a byte, then bias and multipliers, little-endian") {
    Classifier classifier = classifier_of(8, {1, -1, -128});
    classifier.multiplier = {0xabcd};
    CHECK(pack_weights(classifier) == Bytes{0x01, 0xff, 0x80, 0x04, 0x03, 0x02, 0x01, 0xcd, 0xab});
    CHECK(pack_weights(classifier_of(4, {1, -1, -8})) == Bytes{0xf1, 0x08, 0x04, 0x03, 0x02, 0x01});
    CHECK(pack_weights(classifier_of(2, {1, -1, -2, 0, 1})) == Bytes{0b00'10'11'01, 0b01, 0x04, 0x03, 0x02, 0x01});
    Classifier negative = classifier_of(8, {0});
    negative.bias = {-2};
    CHECK(pack_weights(negative) == Bytes{0x00, 0xfe, 0xff, 0xff, 0xff});
}

TEST_CASE("Any weight set survives the way to the NPU") {
    hashiflex::test::Random random(31);
    for (int trial = 0; trial < 300; ++trial) {
        constexpr int kBits[] = {2, 4, 8};
        const int bits = kBits[trial % 3];
        Classifier classifier;
        classifier.classes = random.between(1, 5);
        classifier.in = {1, 1, random.between(1, 9)};
        classifier.weight_bits = bits;
        for (std::int64_t i = 0; i < classifier.classes * classifier.inputs(); ++i)
            classifier.weights.push_back(
                static_cast<std::int8_t>(random.between(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)));
        for (int c = 0; c < classifier.classes; ++c) classifier.bias.push_back(random.between(-1000000000, 1000000000));
        if (random.chance(50))
            for (int c = 0; c < classifier.classes; ++c)
                classifier.multiplier.push_back(static_cast<std::uint16_t>(random.between(0, 65535)));
        const Bytes bytes = pack_weights(classifier);
        REQUIRE(bytes.size() == weight_image_bytes(classifier));
        Classifier blank = classifier;
        blank.weights.assign(classifier.weights.size(), 0);
        blank.bias.assign(classifier.bias.size(), 0);
        blank.multiplier.assign(classifier.multiplier.size(), 0);
        const Classifier read = unpack_weights(blank, bytes);
        REQUIRE(read.weights == classifier.weights);
        REQUIRE(read.bias == classifier.bias);
        REQUIRE(read.multiplier == classifier.multiplier);
    }
}

TEST_CASE("An image of the wrong size is refused with both sizes") {
    const Classifier classifier = classifier_of(4, {1, 2, 3});
    CHECK(weight_image_bytes(classifier) == 6);
    CHECK_THROWS_WITH(unpack_weights(classifier, Bytes(5)), Catch::Contains("6") && Catch::Contains("5"));
    CHECK_THROWS_AS(unpack_weights(classifier, Bytes(7)), std::invalid_argument);
}
