// SPDX-License-Identifier: Apache-2.0
// Multinomial logistic regression on standardized features: the loss and its gradient.
#pragma once

#include "modules/core/finetune/labelled_features.h"

#include <vector>

namespace hashiflex::core {

// z = (x - mean) / deviation of each feature over the images; one that never changes has deviation 0, and z = 0.
struct Standardization {
    std::vector<double> mean;
    std::vector<double> deviation;
};
Standardization standardization(const LabelledFeatures& features);

// Parameters: weights [classes][inputs], then biases [classes].
//   loss = mean over images of -log softmax(W z + b)[label] + l2 / 2 * (sum of squares of W)
class SoftmaxLoss {
 public:
    // Labels are 0 .. classes - 1.
    SoftmaxLoss(const LabelledFeatures& features, const Standardization& units, int classes, double l2);

    std::size_t parameters() const { return classes_ * (inputs_ + 1); }
    // gradient[parameters()] is overwritten. Sums are in the order of the images.
    double operator()(const double* parameters, double* gradient) const;

 private:
    void logits(const double* parameters, const double* z, std::vector<double>& out) const;

    std::size_t classes_;
    std::size_t inputs_;
    double l2_;
    std::vector<double> z_;  // [images][inputs]
    std::vector<int> labels_;
};

}  // namespace hashiflex::core
