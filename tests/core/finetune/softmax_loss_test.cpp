// SPDX-License-Identifier: Apache-2.0
// Is the gradient that of the loss, and the loss what its formula says?
#include "modules/core/finetune/softmax_loss.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace hashiflex::core;

namespace {

LabelledFeatures some_features() {
    LabelledFeatures features;
    features.inputs = 4;
    std::mt19937 random(7);
    for (int i = 0; i < 12; ++i) {
        for (std::size_t k = 0; k < 3; ++k) features.values.push_back(static_cast<std::int32_t>(random() % 200) - 100);
        features.values.push_back(5);  // a feature that never changes
        features.labels.push_back(i % 3);
    }
    return features;
}

std::vector<double> some_parameters(std::size_t count) {
    std::mt19937 random(3);
    std::vector<double> parameters;
    for (std::size_t i = 0; i < count; ++i) parameters.push_back((static_cast<int>(random() % 201) - 100) / 50.0);
    return parameters;
}

}  // namespace

TEST_CASE("features are standardized by mean and deviation over the images") {
    const LabelledFeatures features{2, {1, 7, 3, 7, 5, 7}, {0, 1, 0}};
    const Standardization units = standardization(features);
    CHECK(units.mean == std::vector<double>{3, 7});
    CHECK(units.deviation[0] == Approx(std::sqrt(8.0 / 3)));
    CHECK(units.deviation[1] == 0);
}

TEST_CASE("the loss of zero weights is the logarithm of the number of classes") {
    const LabelledFeatures features = some_features();
    const SoftmaxLoss loss(features, standardization(features), 3, 0.5);
    std::vector<double> zero(loss.parameters(), 0.0), gradient(loss.parameters());
    CHECK(loss(zero.data(), gradient.data()) == Approx(std::log(3.0)));
}

TEST_CASE("the gradient is the slope of the loss along every parameter") {
    const LabelledFeatures features = some_features();
    const SoftmaxLoss loss(features, standardization(features), 3, 0.1);
    std::vector<double> at = some_parameters(loss.parameters());
    std::vector<double> gradient(at.size()), ignored(at.size());
    loss(at.data(), gradient.data());
    constexpr double kStep = 1e-6;
    for (std::size_t i = 0; i < at.size(); ++i) {
        const double here = at[i];
        at[i] = here + kStep;
        const double above = loss(at.data(), ignored.data());
        at[i] = here - kStep;
        const double below = loss(at.data(), ignored.data());
        at[i] = here;
        INFO("parameter " << i);
        CHECK(gradient[i] == Approx((above - below) / (2 * kStep)).margin(1e-7));
    }
}
