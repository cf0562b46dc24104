// SPDX-License-Identifier: Apache-2.0
// Positions of a map that are taken along an axis: channels by number, rows and columns at regular distances.
#pragma once

#include "sim/import/lowering_context.h"

namespace hashiflex::importing {

// Positions `kept` along an axis, in this order. Throws Unsupported where the axis holds neither channels alone nor
// rows or columns alone, or these are not in order.
Activation taken(Lowering& context, const Activation& input, std::size_t axis, const std::vector<std::size_t>& kept);

// Zeros before and behind the channels that an axis holds.
Activation with_zero_channels(Lowering& context, const Activation& input, std::size_t axis, int before, int behind);

// Channels that were cut into parts and exchanged are one axis again: the channels in their new order. Throws
// Unsupported where the parts are in different places.
Activation with_whole_channels(Lowering& context, const Activation& input);

}  // namespace hashiflex::importing
