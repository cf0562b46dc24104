// SPDX-License-Identifier: Apache-2.0
#include "modules/core/finetune/softmax_loss.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace hashiflex::core {

Standardization standardization(const LabelledFeatures& features) {
    if (features.images() == 0) throw std::invalid_argument("there are no images to standardize features on");
    const auto count = static_cast<double>(features.images());
    Standardization units{std::vector<double>(features.inputs), std::vector<double>(features.inputs)};
    for (std::size_t i = 0; i < features.images(); ++i)
        for (std::size_t k = 0; k < features.inputs; ++k) units.mean[k] += features.image(i)[k];
    for (double& mean : units.mean) mean /= count;
    for (std::size_t i = 0; i < features.images(); ++i)
        for (std::size_t k = 0; k < features.inputs; ++k) {
            const double distance = features.image(i)[k] - units.mean[k];
            units.deviation[k] += distance * distance;
        }
    for (double& deviation : units.deviation) deviation = std::sqrt(deviation / count);
    return units;
}

SoftmaxLoss::SoftmaxLoss(const LabelledFeatures& features, const Standardization& units, int classes, double l2)
    : classes_(static_cast<std::size_t>(classes)), inputs_(features.inputs), l2_(l2), labels_(features.labels) {
    z_.reserve(features.values.size());
    for (std::size_t i = 0; i < features.images(); ++i)
        for (std::size_t k = 0; k < inputs_; ++k)
            z_.push_back(units.deviation[k] > 0 ? (features.image(i)[k] - units.mean[k]) / units.deviation[k] : 0);
}

void SoftmaxLoss::logits(const double* parameters, const double* z, std::vector<double>& out) const {
    const double* bias = parameters + classes_ * inputs_;
    for (std::size_t c = 0; c < classes_; ++c) {
        const double* weight = parameters + c * inputs_;
        double sum = bias[c];
        for (std::size_t k = 0; k < inputs_; ++k) sum += weight[k] * z[k];
        out[c] = sum;
    }
}

double SoftmaxLoss::operator()(const double* parameters, double* gradient) const {
    const std::size_t weights = classes_ * inputs_;
    const double share = 1.0 / static_cast<double>(labels_.size());
    std::fill(gradient, gradient + this->parameters(), 0.0);
    std::vector<double> y(classes_);
    double loss = 0;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
        const double* z = z_.data() + i * inputs_;
        logits(parameters, z, y);
        const double most = *std::max_element(y.begin(), y.end());
        double total = 0;
        const auto label = static_cast<std::size_t>(labels_[i]);
        const double chosen = y[label] - most;
        for (double& value : y) total += value = std::exp(value - most);
        loss += share * (std::log(total) - chosen);
        for (std::size_t c = 0; c < classes_; ++c) {
            const double error = share * (y[c] / total - (c == label ? 1 : 0));
            double* slope = gradient + c * inputs_;
            for (std::size_t k = 0; k < inputs_; ++k) slope[k] += error * z[k];
            gradient[weights + c] += error;
        }
    }
    for (std::size_t k = 0; k < weights; ++k) {
        loss += l2_ / 2 * parameters[k] * parameters[k];
        gradient[k] += l2_ * parameters[k];
    }
    return loss;
}

}  // namespace hashiflex::core
