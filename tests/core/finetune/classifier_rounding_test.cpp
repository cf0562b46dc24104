// SPDX-License-Identifier: Apache-2.0
// Are the integers of the NPU close to the real classifier, and do classes that are left over never win?
#include "modules/core/finetune/classifier_rounding.h"

#include "modules/core/error.h"
#include "modules/core/network/evaluate.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace hashiflex::core;

namespace {

constexpr std::size_t kInputs = 24;
constexpr Interval kFeature{0, 255};

RealClassifier random_classifier(std::size_t classes, unsigned seed) {
    std::mt19937 random(seed);
    RealClassifier real{classes, kInputs, {}, {}};
    for (std::size_t i = 0; i < classes * kInputs; ++i)
        real.weights.push_back((static_cast<int>(random() % 2001) - 1000) / 1e5);
    for (std::size_t c = 0; c < classes; ++c) real.bias.push_back((static_cast<int>(random() % 201) - 100) / 100.0);
    return real;
}

Standardization same_units() {
    return {std::vector<double>(kInputs, 100), std::vector<double>(kInputs, 20)};
}

Classifier npu_of(int classes, int bits) {
    Classifier npu;
    npu.in = {1, 1, static_cast<int>(kInputs)};
    npu.classes = classes;
    npu.weight_bits = bits;
    return npu;
}

// Sum of squares of what rounding with `scale` does to the weights of class c.
double squared_error(const RealClassifier& real, std::size_t c, double scale, int most) {
    double sum = 0;
    for (std::size_t i = 0; i < kInputs; ++i) {
        const double weight = real.weights[c * kInputs + i];
        const double code = std::min<double>(std::max<double>(std::round(weight / scale), -most), most);
        sum += (weight - code * scale) * (weight - code * scale);
    }
    return sum;
}

}  // namespace

TEST_CASE("folding the standardization changes no logit") {
    const Standardization units{{10, -4, 7}, {2, 0.5, 0}};
    const std::vector<double> parameters{1, -2, 9, 0.5, 3, 9, 0.25, -0.75};  // two classes of three, two biases
    const RealClassifier real = folded(parameters.data(), 2, units);
    const std::int32_t x[] = {13, -2, 7};
    const double z[] = {1.5, 4};  // the third never changes: it says nothing
    const double first = 1 * z[0] - 2 * z[1] + 0.25, second = 0.5 * z[0] + 3 * z[1] - 0.75;
    for (std::size_t c = 0; c < 2; ++c) {
        double logit = real.bias[c];
        for (std::size_t i = 0; i < 3; ++i) logit += real.weights[c * 3 + i] * x[i];
        CHECK(logit == Approx(c == 0 ? first : second));
    }
    CHECK(classify(real, x) == 1);
}

TEST_CASE("weights are rounded at least as well as with the scale that clips nothing") {
    const int bits = GENERATE(2, 4, 8);
    const int most = (1 << (bits - 1)) - 1;
    const RealClassifier real = random_classifier(5, 11);
    const Classifier npu = npu_classifier(real, same_units(), npu_of(5, 8), bits, kFeature);
    for (std::size_t c = 0; c < 5; ++c) {
        double largest = 0, found = 0;
        const double scale = double{npu.scale[c]};
        for (std::size_t i = 0; i < kInputs; ++i) {
            const double weight = real.weights[c * kInputs + i];
            const int code = npu.weights[c * kInputs + i];
            REQUIRE(std::abs(code) <= most);
            if (std::abs(code) < most) CHECK(std::fabs(weight - code * scale) <= scale / 2 * (1 + 1e-6));
            largest = std::max(largest, std::fabs(weight));
            found += (weight - code * scale) * (weight - code * scale);
        }
        INFO("class " << c << " of " << bits << " bits");
        CHECK(found <= squared_error(real, c, double{static_cast<float>(largest / most)}, most) * (1 + 1e-6));
    }
}

TEST_CASE("the mean logit survives the rounding") {
    const RealClassifier real = random_classifier(3, 5);
    const Classifier npu = npu_classifier(real, same_units(), npu_of(3, 8), 2, kFeature);
    for (std::size_t c = 0; c < 3; ++c) {
        double exact = real.bias[c], integer = npu.bias[c];
        for (std::size_t i = 0; i < kInputs; ++i) {
            exact += real.weights[c * kInputs + i] * 100;
            integer += npu.weights[c * kInputs + i] * 100.0;
        }
        CHECK(std::fabs(integer * double{npu.scale[c]} - exact) <= double{npu.scale[c]} / 2 * (1 + 1e-6));
    }
}

TEST_CASE("classes that the NPU holds beyond those of the labels never win") {
    const RealClassifier real = random_classifier(3, 2);
    const Classifier npu = npu_classifier(real, same_units(), npu_of(7, 8), 8, kFeature);
    REQUIRE(npu.weights.size() == 7 * kInputs);
    std::mt19937 random(9);
    for (int trial = 0; trial < 200; ++trial) {
        std::vector<std::int32_t> sums(npu.bias);
        for (std::size_t i = 0; i < kInputs; ++i) {
            const auto feature = static_cast<std::int32_t>(random() % 256);
            for (std::size_t c = 0; c < 7; ++c) sums[c] += npu.weights[c * kInputs + i] * feature;
        }
        CHECK(classify(sums.data(), 7, npu.multiplier) < 3);
    }
}

TEST_CASE("a classifier that the NPU cannot hold is refused") {
    const RealClassifier real = random_classifier(3, 2);
    CHECK_THROWS_WITH(npu_classifier(real, same_units(), npu_of(2, 8), 8, kFeature),
                      "the NPU holds 2 classes of 8-bit weights");
    CHECK_THROWS_WITH(npu_classifier(real, same_units(), npu_of(3, 4), 8, kFeature),
                      "the NPU holds 3 classes of 4-bit weights");
    RealClassifier far = real;
    far.bias[1] = 1e9;
    CHECK_THROWS_AS(npu_classifier(far, same_units(), npu_of(3, 8), 8, kFeature), InvalidInput);
}
