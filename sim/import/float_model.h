// SPDX-License-Identifier: Apache-2.0
// The imported network: a network file's layers with weights that are reals.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"
#include "sim/import/layers.h"

#include <string>
#include <vector>

namespace hashiflex::importing {

struct FloatModel {
    core::NetworkSpec spec;            // outputs are `auto` but where the graph gives a format
    std::vector<core::Shape> shapes;   // by layer
    std::vector<std::string> origins;  // by layer: the node of the graph
    core::WeightSet weights;           // LAYER.weight, LAYER.bias
    bool has_classifier() const;
};

FloatModel float_model(const LayerGraph& layers, const std::string& name, const core::InputSpec& input);

}  // namespace hashiflex::importing
