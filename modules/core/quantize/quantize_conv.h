// SPDX-License-Identifier: Apache-2.0
// The integers of one hardwired layer.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/network/weights.h"
#include "modules/core/quantize/float_network.h"
#include "modules/core/quantize/parallel.h"
#include "modules/core/quantize/prune.h"
#include "modules/core/quantize/quantize_spec.h"

#include <string>
#include <vector>

namespace hashiflex::core {

// What calibration images give at a layer.
struct LayerData {
    std::vector<Tensor> inputs;  // integers, image by image
    std::vector<FloatMap> sums;  // of the float layer, before its activation
};

// All that the integers of a layer depend on. `op` has shape and window; `data` may be null where nothing needs it.
struct ConvTask {
    const std::string& name;
    const FloatConv& floats;
    const TensorType& in;
    int output_frac;
    const LayerQuantization& asked;
    const QuantizeSpec& spec;
    const Gone& gone;
    const LayerData* data;
};

// Whether calibration images matter to the integers of a layer.
bool needs_data(const LayerQuantization& asked, const QuantizeSpec& spec);

// Fills weights, bias, shift, levels and terms. Throws InvalidInput (file weights): method exact, and weights that are
// not on the grid.
void quantize_conv(const ConvTask& task, const Parallel& parallel, Conv& conv);

}  // namespace hashiflex::core
