// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/quantize_classifier.h"

#include "modules/core/quantize/channel_unit.h"
#include "modules/core/quantize/moments.h"
#include "modules/core/quantize/samples.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {
namespace {

constexpr double kLargestBias = 1 << 30;  // half of what 32 bits hold: the sums need the rest

struct Row {
    float scale = 0;
    std::vector<std::int8_t> weights;
    double error = 0;
};

Row rounded_with(const std::vector<double>& wanted, float scale, int weight_bits) {
    const std::int64_t most = (std::int64_t{1} << (weight_bits - 1)) - 1;
    Row row{scale, {}, 0};
    for (const double weight : wanted) {
        const std::int64_t whole = rounded(weight / static_cast<double>(scale), {-most, most});
        const double error = static_cast<double>(whole) * static_cast<double>(scale) - weight;
        row.weights.push_back(static_cast<std::int8_t>(whole));
        row.error += error * error;
    }
    return row;
}

// Tries 1, 15/16, 14/16, ... of the scale that cuts nothing off.
Row best_row(const std::vector<double>& wanted, double bias, int weight_bits) {
    double largest = 0;
    for (const double weight : wanted) largest = std::max(largest, std::fabs(weight));
    const double most = static_cast<double>((std::int64_t{1} << (weight_bits - 1)) - 1);
    Row best;
    constexpr int kSteps = 16;
    for (int step = kSteps; step > kSteps / 4; --step) {
        const double scale = std::max(largest / most * step / kSteps, std::fabs(bias) / kLargestBias);
        if (!(static_cast<float>(scale) > 0)) return {0, std::vector<std::int8_t>(wanted.size()), 0};
        Row tried = rounded_with(wanted, static_cast<float>(scale), weight_bits);
        if (step == kSteps || tried.error < best.error) best = std::move(tried);
    }
    return best;
}

// A class whose weights and bias are all 0 says nothing about its scale.
void fill_scales(std::vector<float>& scales) {
    const float most = *std::max_element(scales.begin(), scales.end());
    std::replace(scales.begin(), scales.end(), 0.0F, most > 0 ? most : 1.0F);
}

}  // namespace

void quantize_classifier(const FloatConv& floats, const TensorType& in, const LayerData* data, Classifier& classifier) {
    std::optional<Samples> samples;
    if (data != nullptr) samples = take_samples(floats.shape, 0, data->inputs, in.range, data->sums, one_after_another);
    const auto means = samples ? input_means(*samples) : std::vector<double>();
    const auto targets = samples ? target_means(*samples) : std::vector<double>();
    std::vector<double> biases;
    for (int c = 0; c < classifier.classes; ++c) {
        auto wanted = weights_of(floats.shape, floats.weights, c);
        for (double& weight : wanted) weight = std::ldexp(weight, -in.frac);
        double bias = floats.weights.bias[static_cast<std::size_t>(c)];
        const Row row = best_row(wanted, bias, classifier.weight_bits);
        if (samples) {
            double sum = 0;
            for (std::size_t i = 0; i < means.size(); ++i) sum += row.weights[i] * means[i];
            bias = targets[static_cast<std::size_t>(c)] - sum * static_cast<double>(row.scale);
        }
        classifier.weights.insert(classifier.weights.end(), row.weights.begin(), row.weights.end());
        classifier.scale.push_back(row.scale);
        biases.push_back(bias);
    }
    fill_scales(classifier.scale);
    constexpr Interval kInt32{-(std::int64_t{1} << 30), std::int64_t{1} << 30};
    for (std::size_t c = 0; c < biases.size(); ++c)
        classifier.bias.push_back(
            static_cast<std::int32_t>(rounded(biases[c] / static_cast<double>(classifier.scale[c]), kInt32)));
}

}  // namespace hashiflex::core
