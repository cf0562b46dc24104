// SPDX-License-Identifier: Apache-2.0
// Archives of Po2 codes (wNN, eminNN, biasNN, shiftNN, fc_w, fc_bias, fc_scale) as the arrays that layers take.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"
#include "sim/config/po2_description.h"

#include <map>
#include <string>

namespace hashiflex {

// Is this an archive of codes instead of LAYER.weight, LAYER.bias, ...?
bool holds_po2_codes(const core::WeightSet& arrays);

struct Po2Arrays {
    core::WeightSet arrays;                    // as layers take them
    std::map<std::string, std::string> names;  // as in NetworkFile::array_names
};

// Code 0 is the weight 0, else sign * 2^(|code| - 1). The layers of `network` and `description` agree
// (adopt_formats). Throws ConfigError naming file, array and layer; biases, shifts and the classifier are judged
// by core.
Po2Arrays decode_po2(core::WeightSet arrays, const std::string& file, const Po2Description& description,
                     const core::NetworkSpec& network);

}  // namespace hashiflex
