// SPDX-License-Identifier: Apache-2.0
// Moves a layer's arrays from a weight set into its operator, judging shape and every value.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/network/weights.h"

#include <string>

namespace hashiflex::core {

// Each throws InvalidInput (file weights, path = array name) that names the first element that is wrong.

// Fills weights, bias and shift; conv has shapes, levels and terms.
void take_conv_weights(const std::string& layer, const WeightSet& set, Conv& conv);
// Fills weights, bias, scale and multiplier.
void take_classifier_weights(const std::string& layer, const WeightSet& set, Classifier& classifier);
// The range of all sums; refuses sums of more than 32 bits.
Interval classifier_range(const std::string& layer, const Classifier& classifier, Interval feature);

}  // namespace hashiflex::core
