// SPDX-License-Identifier: Apache-2.0
// Number formats of activations, from what calibration images gave.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/network/spec.h"
#include "modules/core/quantize/quantize_spec.h"
#include "modules/core/quantize/value_histogram.h"

#include <vector>

namespace hashiflex::core {

// For each tensor, the one that stands for all with its format: inputs of a concat and what passes a pool or a concat
// have one. Tensor 0, the input, stands for whatever shares its format.
std::vector<int> format_groups(const Network& structure);

// The spec with all output formats set: unsigned where values cannot be negative, bits as asked for (of a group the
// most), frac from the values of all layers of the group. Outputs keep what the network says with `formats: network`,
// but for those that are automatic. `values`: by layer. Throws InvalidInput (file network) where a format that must be
// kept cannot be.
NetworkSpec with_formats(const NetworkSpec& spec, const Network& structure, const QuantizeSpec& quantize,
                         const std::vector<ValueHistogram>& values);

// The output of a layer that states one; nullptr: pools, concats and classifiers keep what they get.
const OutputSpec* output_of(const LayerKind& kind);
OutputSpec* output_of(LayerKind& kind);

}  // namespace hashiflex::core
