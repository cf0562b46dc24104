// SPDX-License-Identifier: Apache-2.0
// How large the values of each tensor are expected to be, before there are weights: what synthetic weights are made
// for.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/numeric/tensor.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex::core {

// Of the integers of a tensor, over pixels.
struct Signal {
    std::int64_t mean = 0;
    std::int64_t variance = 0;
};

// A layer that needs arrays, with all that they depend on.
struct WeightedLayer {
    std::string name;
    std::vector<std::size_t> weight_shape;  // as in WeightSet
    bool depthwise = false;
    bool classifier = false;
    int levels = 8;  // of a classifier: the bits of a weight
    int terms = 1;
    Signal in;
    std::int64_t target = 0;  // the standard deviation that the output should have before its activation
};

// In network order, up to the first layer whose shape cannot be inferred.
std::vector<WeightedLayer> weighted_layers(const NetworkSpec& network);

}  // namespace hashiflex::core
