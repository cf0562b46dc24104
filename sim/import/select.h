// SPDX-License-Identifier: Apache-2.0
// Rules for layers that move channels or pixels and compute nothing. Moving channels costs nothing in a chip of wires:
// it goes into the weights of a convolution before or behind it; what is left becomes a stage of ones and zeros.
#pragma once

#include "sim/import/layers.h"
#include "sim/import/unsupported.h"

namespace hashiflex::importing {

bool is_identity(const SelectLayer& select, int channels);
bool is_identity(const CropLayer& crop, const core::Shape& in);

// Of layer `number`: whether anything was changed.
bool merge_selections(LayerGraph& layers, int number);         // two in a row
bool fold_selection_backward(LayerGraph& layers, int number);  // into the convolution before it
bool move_behind_channelwise(LayerGraph& layers, int number);  // an order of channels, behind what treats all alike
bool fold_selection_forward(LayerGraph& layers, int number);   // into the convolution that reads it

// What is left: convolutions of ones and zeros; a pool of one pixel where every n-th is kept.
void make_selection_stage(LayerGraph& layers, int number, Problems& problems);
void make_crop_stage(LayerGraph& layers, int number, Problems& problems);

}  // namespace hashiflex::importing
