// SPDX-License-Identifier: Apache-2.0
// Sums over samples: what least squares need to know of a layer's inputs and of the outputs that it should have.
#pragma once

#include "modules/core/quantize/parallel.h"
#include "modules/core/quantize/samples.h"

#include <cstddef>
#include <vector>

namespace hashiflex::core {

struct Moments {
    std::vector<double> input_mean;   // [input]
    std::vector<double> target_mean;  // [output]
    // Means of (x_i - mean_i)(x_j - mean_j) of inputs `first` .. `first + size - 1`: [size][size].
    std::size_t first = 0;
    std::size_t size = 0;
    std::vector<double> covariance;
    std::vector<double> cross;  // of (x_i - mean_i)(y_o - mean_o), [size][outputs]
};

// Of all inputs.
std::vector<double> input_means(const Samples& samples);
std::vector<double> target_means(const Samples& samples);

// Sums of products of inputs are integers, and exact; those with targets run from the first sample to the last.
Moments take_moments(const Samples& samples, std::size_t first, std::size_t size, bool with_cross,
                     const Parallel& parallel);

}  // namespace hashiflex::core
