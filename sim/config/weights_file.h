// SPDX-License-Identifier: Apache-2.0
// The arrays of a network, from wherever its files say.
#pragma once

#include "modules/core/network/weights.h"
#include "sim/config/network_file.h"

namespace hashiflex {

// An archive of Po2 codes brings its number formats along: they replace those of `network`. Throws ConfigError.
core::WeightSet load_weights(NetworkFile& network);

}  // namespace hashiflex
