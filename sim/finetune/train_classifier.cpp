// SPDX-License-Identifier: Apache-2.0
#include "sim/finetune/train_classifier.h"

#include <algorithm>
#include <cmath>
#include <lbfgs.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace hashiflex {
namespace {

struct CountedLoss {
    const core::SoftmaxLoss& loss;
    std::uint64_t evaluations = 0;
};

lbfgsfloatval_t evaluate(void* instance, const lbfgsfloatval_t* parameters, lbfgsfloatval_t* gradient, int,
                         lbfgsfloatval_t) {
    auto& counted = *static_cast<CountedLoss*>(instance);
    ++counted.evaluations;
    return counted.loss(parameters, gradient);
}

// Near the minimum the loss no longer falls by what a double can show; the gradient says whether it is one.
bool good_enough(int status) {
    return status == LBFGS_SUCCESS || status == LBFGS_ALREADY_MINIMIZED || status == LBFGSERR_ROUNDING_ERROR ||
           status == LBFGSERR_MAXIMUMLINESEARCH || status == LBFGSERR_MINIMUMSTEP;
}

double norm(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return std::sqrt(sum);
}

}  // namespace

TrainedClassifier train_classifier(const core::LabelledFeatures& features, int classes, double l2) {
    constexpr double kRelativeGradient = 1e-6;
    constexpr double kSmallGradient = 1e-3;  // what is still called a minimum if the optimizer cannot go on
    const core::Standardization units = core::standardization(features);
    const core::SoftmaxLoss loss(features, units, classes, l2);
    CountedLoss counted{loss};
    const int size = static_cast<int>(loss.parameters());
    const std::unique_ptr<lbfgsfloatval_t, decltype(&lbfgs_free)> parameters(lbfgs_malloc(size), lbfgs_free);
    if (!parameters) throw std::runtime_error("the classifier is too large for the optimizer");
    std::fill(parameters.get(), parameters.get() + size, 0.0);
    lbfgs_parameter_t settings;
    lbfgs_parameter_init(&settings);
    settings.epsilon = kRelativeGradient;
    TrainedClassifier trained;
    const int status = lbfgs(size, parameters.get(), &trained.loss, evaluate, nullptr, &counted, &settings);
    std::vector<double> gradient(loss.parameters());
    trained.loss = loss(parameters.get(), gradient.data());
    trained.gradient_norm = norm(gradient);
    if (!good_enough(status) || trained.gradient_norm > kSmallGradient)
        throw std::runtime_error("the training of the last layer did not converge: L-BFGS ended with status " +
                                 std::to_string(status) + ", gradient " + std::to_string(trained.gradient_norm));
    trained.evaluations = counted.evaluations;
    trained.real = core::folded(parameters.get(), static_cast<std::size_t>(classes), units);
    trained.units = units;
    return trained;
}

}  // namespace hashiflex
