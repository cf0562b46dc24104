// SPDX-License-Identifier: Apache-2.0
#include "modules/core/accuracy/divergence.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace hashiflex::core {
namespace {

// Logarithms of the softmax; the largest logit is taken off first, so that no power overflows.
std::vector<double> log_softmax(std::vector<double> logits) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const double logit : logits) sum += std::exp(logit - largest);
    const double norm = largest + std::log(sum);
    for (double& logit : logits) logit -= norm;
    return logits;
}

}  // namespace

double softmax_divergence(const std::vector<double>& wanted, const std::vector<double>& found) {
    assert(!wanted.empty() && wanted.size() == found.size());
    const std::vector<double> p = log_softmax(wanted), q = log_softmax(found);
    double sum = 0;
    for (std::size_t c = 0; c < p.size(); ++c) sum += std::exp(p[c]) * (p[c] - q[c]);
    return std::max(sum, 0.0);  // below 0 only by rounding
}

MeanValue mean_of(const std::vector<double>& samples) {
    assert(!samples.empty());
    const auto n = static_cast<double>(samples.size());
    double sum = 0;
    for (const double sample : samples) sum += sample;
    MeanValue result{sum / n, std::nullopt};
    if (samples.size() < 2) return result;
    double squares = 0;
    for (const double sample : samples) squares += (sample - result.mean) * (sample - result.mean);
    result.standard_error = std::sqrt(squares / (n - 1) / n);
    return result;
}

}  // namespace hashiflex::core
