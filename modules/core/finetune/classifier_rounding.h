// SPDX-License-Identifier: Apache-2.0
// From a classifier in real numbers to the integers that the NPU holds.
#pragma once

#include "modules/core/finetune/softmax_loss.h"
#include "modules/core/network/operators.h"

#include <vector>

namespace hashiflex::core {

// logit[c] = bias[c] + sum(weights[c][i] * feature[i]), features being the integers of the chip.
struct RealClassifier {
    std::size_t classes = 0;
    std::size_t inputs = 0;
    std::vector<double> weights;  // [classes][inputs]
    std::vector<double> bias;
};

// The same logits without the standardization: its means and deviations go into weights and biases.
RealClassifier folded(const double* parameters, std::size_t classes, const Standardization& units);

// The class of the largest logit, the first on a tie.
int classify(const RealClassifier& classifier, const std::int32_t* features);

// Weights of `weight_bits` with a scale per class: of a grid up to the one that holds the largest weight, the scale
// with the least squared error of the logit, were the features of `units` independent. The mean error goes into the
// bias. The result fits `like`, an NPU of as many classes or more: classes that are left over have weights 0 and the
// least bias, and never win. Throws InvalidInput if a bias or a sum needs more than 32 bits, std::invalid_argument if
// there are too many classes or bits.
Classifier npu_classifier(const RealClassifier& real, const Standardization& units, const Classifier& like,
                          int weight_bits, Interval feature);

}  // namespace hashiflex::core
