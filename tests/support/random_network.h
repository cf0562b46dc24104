// SPDX-License-Identifier: Apache-2.0
// A random network with its weights: layers of every kind, residual blocks and branches.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"
#include "tests/support/random.h"

namespace hashiflex::test {

struct RandomNetwork {
    core::NetworkSpec spec;
    core::WeightSet weights;
};

// 1 to `most_layers` layers (those of a block that was begun come on top), often with a classifier behind them.
RandomNetwork random_network(Random& random, int most_layers);

}  // namespace hashiflex::test
