// SPDX-License-Identifier: Apache-2.0
// Convolutions in double precision whose every sum has one order: the same on every host and for any number of threads.
#pragma once

#include "modules/core/network/operators.h"

#include <vector>

namespace hashiflex::core {

// A map of reals, [height][width][channels]. Sums are made in double; what is kept is rounded to float.
using FloatMap = std::vector<float>;

// Of a convolution, laid out for the kernel.
struct FloatWeights {
    std::vector<double> weights;  // [group][kernel_h][kernel_w][in/groups][out/groups]
    std::vector<double> bias;     // [out]
};

// `weights` as in WeightSet: [out][kernel_h][kernel_w][in/groups].
FloatWeights lay_out(const Conv& conv, const std::vector<float>& weights, const std::vector<float>& bias);

// The weights of one output, as WeightSet has them.
std::vector<double> weights_of(const Conv& conv, const FloatWeights& weights, int channel);

// bias + sum(w * x), without activation; the sum runs over kernel rows, columns and channels in this order. Padding is
// 0.
FloatMap weighted_sums(const Conv& conv, const FloatWeights& weights, const FloatMap& in);

}  // namespace hashiflex::core
