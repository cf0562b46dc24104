// SPDX-License-Identifier: Apache-2.0
// What quantization puts into a network's layers, as one array of integers.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"

namespace hashiflex {

// [layers][6]: bits, signed, frac of the output; levels, terms; weight bits. Where a layer has no such key: 0.
core::Array format_array(const core::NetworkSpec& network);

// False if the array was not made for a network of these layers.
bool adopt_format_array(const core::Array& array, core::NetworkSpec& network);

}  // namespace hashiflex
