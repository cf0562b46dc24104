// SPDX-License-Identifier: Apache-2.0
// Does the training end at the minimum of the loss?
#include "sim/finetune/train_classifier.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <vector>

using namespace hashiflex;

namespace {

constexpr std::size_t kClasses = 3, kInputs = 5;

core::LabelledFeatures overlapping_clouds() {
    core::LabelledFeatures features;
    features.inputs = kInputs;
    std::mt19937 random(21);
    for (int i = 0; i < 90; ++i) {
        const int label = i % 3;
        for (std::size_t k = 0; k < kInputs; ++k) {
            const int centre = static_cast<int>(k) == label ? 40 : 10;
            features.values.push_back(centre + static_cast<std::int32_t>(random() % 81) - 40);
        }
        features.labels.push_back(label);
    }
    return features;
}

// Slope of the loss along each weight of a standardized feature and each bias, from the definition and the folded
// classifier alone.
std::vector<double> naive_gradient(const core::LabelledFeatures& features, const core::RealClassifier& real,
                                   double l2) {
    const double n = static_cast<double>(features.images());
    std::vector<double> mean(kInputs), deviation(kInputs), gradient;
    for (std::size_t k = 0; k < kInputs; ++k) {
        for (std::size_t i = 0; i < features.images(); ++i) mean[k] += features.image(i)[k] / n;
        for (std::size_t i = 0; i < features.images(); ++i)
            deviation[k] += (features.image(i)[k] - mean[k]) * (features.image(i)[k] - mean[k]) / n;
        deviation[k] = std::sqrt(deviation[k]);
    }
    const auto probability = [&](std::size_t i, std::size_t c) {
        double total = 0, chosen = 0;
        for (std::size_t d = 0; d < kClasses; ++d) {
            double logit = real.bias[d];
            for (std::size_t k = 0; k < kInputs; ++k) logit += real.weights[d * kInputs + k] * features.image(i)[k];
            total += std::exp(logit);
            if (d == c) chosen = std::exp(logit);
        }
        return chosen / total;
    };
    for (std::size_t c = 0; c < kClasses; ++c)
        for (std::size_t k = 0; k <= kInputs; ++k) {
            double slope = k < kInputs ? l2 * real.weights[c * kInputs + k] * deviation[k] : 0;
            for (std::size_t i = 0; i < features.images(); ++i) {
                const double truth = static_cast<std::size_t>(features.labels[i]) == c ? 1 : 0;
                const double z = k < kInputs ? (features.image(i)[k] - mean[k]) / deviation[k] : 1;
                slope += (probability(i, c) - truth) * z / n;
            }
            gradient.push_back(slope);
        }
    return gradient;
}

}  // namespace

TEST_CASE("the training ends where the gradient is zero, by a naive gradient of its own") {
    const double l2 = GENERATE(1e-4, 1e-2, 1.0);
    const core::LabelledFeatures features = overlapping_clouds();
    const TrainedClassifier trained = train_classifier(features, kClasses, l2);
    for (const double slope : naive_gradient(features, trained.real, l2)) CHECK(std::fabs(slope) < 1e-5);
    CHECK(trained.gradient_norm < 1e-5);
    CHECK(trained.evaluations > 2);
}

TEST_CASE("equal features give equal classifiers") {
    const core::LabelledFeatures features = overlapping_clouds();
    CHECK(train_classifier(features, kClasses, 0.01).real.weights ==
          train_classifier(features, kClasses, 0.01).real.weights);
}
