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

struct RoundedRow {
    float scale = 0;
    std::vector<std::int64_t> codes;
    double mean_error = 0;  // of the logit
};

class RowRounder {
 public:
    RowRounder(const double* weights, const Standardization& units, int weight_bits)
        : weights_(weights), units_(units), most_((1 << (weight_bits - 1)) - 1) {}

    RoundedRow best() const {
        constexpr int kGrid = 32;  // candidates are k / 32 of the scale that clips nothing
        constexpr int kSmallest = 4;
        double largest = 0;
        for (std::size_t i = 0; i < inputs(); ++i) largest = std::max(largest, std::fabs(weights_[i]));
        float scale = 0;
        double least = std::numeric_limits<double>::infinity();
        for (int k = kGrid; k >= kSmallest; --k) {
            const auto candidate = std::max(static_cast<float>(largest / static_cast<double>(most_) * k / kGrid),
                                            std::numeric_limits<float>::min());
            const double error = squared_error(candidate);
            if (error < least) {
                least = error;
                scale = candidate;
            }
        }
        return with(scale);
    }

 private:
    std::size_t inputs() const { return units_.mean.size(); }
    std::int64_t code(std::size_t i, float scale) const {
        const double value = std::round(weights_[i] / double{scale});
        return static_cast<std::int64_t>(std::clamp(value, static_cast<double>(-most_), static_cast<double>(most_)));
    }
    double error(std::size_t i, float scale) const {
        return weights_[i] - static_cast<double>(code(i, scale)) * double{scale};
    }
    double squared_error(float scale) const {
        double sum = 0;
        for (std::size_t i = 0; i < inputs(); ++i) {
            const double part = error(i, scale) * units_.deviation[i];
            sum += part * part;
        }
        return sum;
    }
    RoundedRow with(float scale) const {
        RoundedRow row;
        row.scale = scale;
        for (std::size_t i = 0; i < inputs(); ++i) {
            row.codes.push_back(code(i, scale));
            row.mean_error += error(i, scale) * units_.mean[i];
        }
        return row;
    }

    const double* weights_;
    const Standardization& units_;
    std::int64_t most_;
};

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

Classifier npu_classifier(const RealClassifier& real, const Standardization& units, const Classifier& like,
                          int weight_bits, Interval feature) {
    const auto held = static_cast<std::size_t>(like.classes);
    if (real.classes > held || weight_bits > like.weight_bits)
        throw std::invalid_argument("the NPU holds " + std::to_string(held) + " classes of " +
                                    std::to_string(like.weight_bits) + "-bit weights");
    Array weight{{held, real.inputs}, true, {}, {}}, bias{{held}, true, {}, {}}, scale{{held}, false, {}, {}};
    for (std::size_t c = 0; c < real.classes; ++c) {
        const RoundedRow row = RowRounder(real.weights.data() + c * real.inputs, units, weight_bits).best();
        weight.integers.insert(weight.integers.end(), row.codes.begin(), row.codes.end());
        bias.integers.push_back(rounded_bias(real.bias[c] + row.mean_error, row.scale, c));
        scale.reals.push_back(row.scale);
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
