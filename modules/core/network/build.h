// SPDX-License-Identifier: Apache-2.0
// From what a network file says to operators with shapes and weights.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"

#include <string>

namespace hashiflex::core {

// What a layer cannot be called: in reports, traces and paths these are parts that every chip has.
bool is_reserved_name(const std::string& name);

// Infers shapes, checks them, and takes each layer's arrays from `weights`. Throws InvalidInput (file network, path as
// in "layers[3].kernel"; file weights, path = the array's name).
Network build_network(const NetworkSpec& spec, const WeightSet& weights);

// The same without weights: shapes, windows and formats; operators have no arrays, and the range of a classifier's sums
// is that of 32 bits.
Network infer_network(const NetworkSpec& spec);

// The classifier as hardware of its own: a convolution over the whole map with CSD weights, and the argmax behind it.
// A network without classifier is returned as it is.
Network hardwire_classifier(Network network);

}  // namespace hashiflex::core
