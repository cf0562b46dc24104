// SPDX-License-Identifier: Apache-2.0
// The contract of numbers written down a second time, as directly as possible: loops, sums and exact division.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/numeric/tensor.h"

#include <cstdint>
#include <vector>

namespace hashiflex::test {

// Calls nothing of the product: operators and networks are only read.

__extension__ typedef __int128 Wide;

// floor(numerator / denominator), denominator > 0.
Wide floor_division(Wide numerator, Wide denominator);

// clamp(floor(acc / 2^s + 1/2), lo, hi); s <= 0: clamp(acc * 2^-s, lo, hi). |acc| < 2^62, -62 <= s.
std::int64_t naive_requantize(std::int64_t acc, int s, core::Interval clamp);

// One output map, HWC. `inputs` are the operator's input maps, each of the shape the operator was made for.
core::Tensor naive(const core::Operator& op, const std::vector<core::Tensor>& inputs);

// Every tensor of the network: the pixels after the offset, then each layer's output.
std::vector<core::Tensor> naive(const core::Network& network, const std::vector<std::uint8_t>& pixels);

// The first class with the largest exact product sum * multiplier (without multipliers: the largest sum).
int naive_class(const core::Tensor& sums, const core::Classifier& classifier);

}  // namespace hashiflex::test
