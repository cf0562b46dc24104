// SPDX-License-Identifier: Apache-2.0
// The arrays of a network, from wherever its files say.
#pragma once

#include "modules/core/network/weights.h"
#include "modules/core/quantize/quantize.h"
#include "sim/config/design_file.h"
#include "sim/config/network_file.h"

namespace hashiflex {

// An archive of Po2 codes brings its number formats along: they replace those of `network`. Throws ConfigError.
// So does what is quantized; `watch` sees how far that is.
core::WeightSet load_weights(
    NetworkFile& network, const core::QuantizeWatch& watch = [](const auto&) {});

// The weights that count: those of the design, if it names any. Keys of `quantize` count one by one. Throws ConfigError
// if the file is not there, or a key is wrong.
void choose_weights(const DesignFile& design, NetworkFile& network);

}  // namespace hashiflex
