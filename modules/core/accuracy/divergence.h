// SPDX-License-Identifier: Apache-2.0
// How far two classifiers are apart, in what they believe of an image; and the mean of such numbers.
#pragma once

#include <optional>
#include <vector>

namespace hashiflex::core {

// The Kullback-Leibler divergence of softmax(found) from softmax(wanted), in nats: sum(p log(p / q)), p of `wanted`.
// Both are logits of the same classes.
double softmax_divergence(const std::vector<double>& wanted, const std::vector<double>& found);

struct MeanValue {
    double mean = 0;
    std::optional<double> standard_error;  // sample deviation over sqrt(n); a single sample has none
};

// Of at least one sample; sums run from the first to the last.
MeanValue mean_of(const std::vector<double>& samples);

}  // namespace hashiflex::core
