// SPDX-License-Identifier: Apache-2.0
// A map as a row of features: in which order, and as channels of one pixel.
#pragma once

#include "sim/import/lowering_context.h"

#include <cstddef>
#include <vector>

namespace hashiflex::importing {

// Distance of neighbours along each axis of the map, in a row of features.
struct Strides {
    std::size_t height = 0, width = 0, channels = 0;
    Strides(const std::vector<Atom>& features, const Roles& roles);
};

// For operators that treat each feature by itself: where the last of two axes holds the pixels of a map, a layer of
// ones and zeros makes them channels of one pixel, without an adder. All else is as it was. Throws Unsupported.
Activation with_features_as_channels(Lowering& context, const Activation& input);

// A matrix behind such a layer reads the map itself, its weights in the order of the map. Of layer `number`: whether
// anything was changed.
bool merge_flatten_into_matrix(LayerGraph& layers, int number);
// Whether `number` is such a layer.
bool is_flatten(const LayerGraph& layers, int number);

}  // namespace hashiflex::importing
