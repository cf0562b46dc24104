// SPDX-License-Identifier: Apache-2.0
// Which weights become 0.
#pragma once

#include "modules/core/quantize/float_network.h"
#include "modules/core/quantize/quantize_spec.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace hashiflex::core {

// By weight, [out][inputs] in the order of WeightSet; empty: all stay.
using Gone = std::vector<bool>;

// By layer; empty for the classifier and for layers without weights. Of equal magnitudes the first goes. Of N weights
// the share p is floor(p * N). Throws InvalidInput (file network) where a list of shares has another length than the
// layer has channels.
std::vector<Gone> pruned(const FloatNetwork& network, const QuantizeSpec& spec);

}  // namespace hashiflex::core
