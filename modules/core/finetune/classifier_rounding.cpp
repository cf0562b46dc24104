// SPDX-License-Identifier: Apache-2.0
#include "modules/core/finetune/classifier_rounding.h"

#include "modules/core/error.h"
#include "modules/core/network/take_weights.h"
#include "modules/core/network/weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

constexpr const char* kLayer = "classifier";

// The real value of one step of the integers of class c.
float scale_of(const RealClassifier& real, std::size_t c, int weight_bits) {
    double largest = 0;
    for (std::size_t i = 0; i < real.inputs; ++i)
        largest = std::max(largest, std::fabs(real.weights[c * real.inputs + i]));
    const double scale = largest / ((1 << (weight_bits - 1)) - 1);
    return std::max(static_cast<float>(scale), std::numeric_limits<float>::min());
}

std::int64_t rounded_bias(double bias, float scale, std::size_t c) {
    const double value = std::round(bias / double{scale});
    if (!(std::fabs(value) <= std::numeric_limits<std::int32_t>::max()))
        throw InvalidInput(InputFile::weights, std::string(kLayer) + ".bias",
                           "the bias of class " + std::to_string(c) + " needs more than 32 bits");
    return static_cast<std::int64_t>(value);
}

}  // namespace

RealClassifier folded(const double* parameters, std::size_t classes, const Standardization& units) {
    const std::size_t inputs = units.mean.size();
    RealClassifier real{classes, inputs, std::vector<double>(classes * inputs), std::vector<double>(classes)};
    for (std::size_t c = 0; c < classes; ++c) {
        real.bias[c] = parameters[classes * inputs + c];
        for (std::size_t i = 0; i < inputs; ++i) {
            if (!(units.deviation[i] > 0)) continue;
            const double weight = parameters[c * inputs + i] / units.deviation[i];
            real.weights[c * inputs + i] = weight;
            real.bias[c] -= weight * units.mean[i];
        }
    }
    return real;
}

int classify(const RealClassifier& classifier, const std::int32_t* features) {
    int best = 0;
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < classifier.classes; ++c) {
        double logit = classifier.bias[c];
        for (std::size_t i = 0; i < classifier.inputs; ++i)
            logit += classifier.weights[c * classifier.inputs + i] * features[i];
        if (logit > most) {
            most = logit;
            best = static_cast<int>(c);
        }
    }
    return best;
}

Classifier npu_classifier(const RealClassifier& real, const Classifier& like, int weight_bits, Interval feature) {
    const auto held = static_cast<std::size_t>(like.classes);
    if (real.classes > held || weight_bits > like.weight_bits)
        throw std::invalid_argument("the NPU holds " + std::to_string(held) + " classes of " +
                                    std::to_string(like.weight_bits) + "-bit weights");
    Array weight{{held, real.inputs}, true, {}, {}}, bias{{held}, true, {}, {}}, scale{{held}, false, {}, {}};
    for (std::size_t c = 0; c < real.classes; ++c) {
        scale.reals.push_back(scale_of(real, c, weight_bits));
        const double step = double{scale.reals.back()};
        const std::int64_t most = (1 << (weight_bits - 1)) - 1;
        for (std::size_t i = 0; i < real.inputs; ++i) {
            const auto code = static_cast<std::int64_t>(std::round(real.weights[c * real.inputs + i] / step));
            weight.integers.push_back(std::clamp(code, -most, most));
        }
        bias.integers.push_back(rounded_bias(real.bias[c], scale.reals.back(), c));
    }
    weight.integers.resize(held * real.inputs, 0);
    bias.integers.resize(held, std::numeric_limits<std::int32_t>::min());
    scale.reals.resize(held, *std::max_element(scale.reals.begin(), scale.reals.end()));

    Classifier result = like;
    result.scale.clear();
    result.multiplier.clear();
    const std::string name = kLayer;
    take_classifier_weights(name, {{name + ".weight", weight}, {name + ".bias", bias}, {name + ".scale", scale}},
                            result);
    classifier_range(name, result, feature);
    return result;
}

}  // namespace hashiflex::core
