// SPDX-License-Identifier: Apache-2.0
// The bytes of one NPU weight set, as the host writes them.
#pragma once

#include "modules/core/network/operators.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// Little-endian, one part after another: weights [classes][inputs] packed `weight_bits` each, the first in the lowest
// bits, padded to a whole byte; int32 bias [classes]; uint16 multiplier [classes] if the classifier has a scale.
std::vector<std::uint8_t> pack_weights(const Classifier& classifier);
std::size_t weight_image_bytes(const Classifier& classifier);
// The classifier with the weights, bias and multipliers of `image`; shapes and scale stay.
Classifier unpack_weights(const Classifier& like, const std::vector<std::uint8_t>& image);

}  // namespace hashiflex::core
