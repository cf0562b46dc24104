// SPDX-License-Identifier: Apache-2.0
// Names of layers: those of the model, made into identifiers that a person can read.
#pragma once

#include "sim/import/layers.h"

#include <string>
#include <vector>

namespace hashiflex::importing {

// An identifier for each of the layers, all different. "/features/features.0/conv/Conv" becomes features_0_conv;
// what has no name, or a number, is called after its kind: conv1, add2.
std::vector<std::string> layer_names(const LayerGraph& layers, const std::vector<int>& order);

// A name for files and reports, from the model's: letters, digits, `_`, `.`, `-`.
std::string network_name(const std::string& model);

}  // namespace hashiflex::importing
