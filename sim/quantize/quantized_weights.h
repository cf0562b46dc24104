// SPDX-License-Identifier: Apache-2.0
// Integers made of float weights, as the key `weights.quantize` says: read, quantized or remembered, and described.
#pragma once

#include "modules/core/quantize/quantize.h"
#include "sim/config/network_file.h"

namespace hashiflex {

// `network.quantize` has all keys. Replaces the formats, levels, terms and weight bits of the network, and fills
// `network.quantization`. Throws ConfigError, core::InvalidInput.
core::WeightSet quantized_weights(NetworkFile& network, const core::QuantizeWatch& watch);

}  // namespace hashiflex
