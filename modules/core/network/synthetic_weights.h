// SPDX-License-Identifier: Apache-2.0
// Made-up weights with the statistics of a real power-of-two network, for hardware studies without a trained one.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"

#include <cstdint>

namespace hashiflex::core {

struct SyntheticSpec {
    std::int64_t seed = 0;
};

// One set for each layer that takes weights. Equal specs give equal weights, on every host; a layer's depend on the
// seed, its name and its shape. Shifts and biases keep activations alive: about a third of the output's range is one
// standard deviation. What stands behind a layer whose shape cannot be inferred gets none; build_network explains why.
WeightSet synthetic_weights(const NetworkSpec& network, const SyntheticSpec& spec);

}  // namespace hashiflex::core
