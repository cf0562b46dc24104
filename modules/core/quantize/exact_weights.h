// SPDX-License-Identifier: Apache-2.0
// Weights of a network that was trained on powers of two: kept to the bit, or refused by name.
#pragma once

#include "modules/core/quantize/quantize_conv.h"

namespace hashiflex::core {

// The unit of a channel is the largest power of two that divides its weights, or a finer one if its bias needs that.
// Throws InvalidInput (file weights) at the first weight that needs more levels or terms than there are, and at a bias
// that is no multiple of the finest unit that 16 levels allow.
void take_exactly(const ConvTask& task, Conv& conv);

}  // namespace hashiflex::core
