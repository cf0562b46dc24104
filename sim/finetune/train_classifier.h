// SPDX-License-Identifier: Apache-2.0
// The last layer trained on features: the one place that sees the optimizer.
#pragma once

#include "modules/core/finetune/classifier_rounding.h"
#include "modules/core/finetune/labelled_features.h"

#include <cstdint>

namespace hashiflex {

struct TrainedClassifier {
    core::RealClassifier real;
    core::Standardization units;  // of the features it was trained on
    double loss = 0;
    double gradient_norm = 0;       // at the end, of standardized features
    std::uint64_t evaluations = 0;  // of the loss and its gradient, each over all images
};

// Multinomial logistic regression by L-BFGS from zero: a convex loss has one minimum, so no seed. Throws
// std::runtime_error if the optimizer gives up.
TrainedClassifier train_classifier(const core::LabelledFeatures& features, int classes, double l2);

}  // namespace hashiflex
