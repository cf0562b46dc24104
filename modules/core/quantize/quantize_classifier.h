// SPDX-License-Identifier: Apache-2.0
// The integers of the classifier: each class has a scale of its own.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/quantize/float_network.h"
#include "modules/core/quantize/quantize_conv.h"

namespace hashiflex::core {

// Fills weights, bias and scale; `classifier` has shape and weight_bits. A logit is sum * scale: the scale is that of
// 2^weight_bits - 1 steps with the least mean square error, so it is cut off where weights have few bits. `data` may be
// null: then biases are not corrected.
void quantize_classifier(const FloatConv& floats, const TensorType& in, const LayerData* data, Classifier& classifier);

}  // namespace hashiflex::core
