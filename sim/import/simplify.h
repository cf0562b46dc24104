// SPDX-License-Identifier: Apache-2.0
// Layers that the chip has no stage for are folded into those it has: rules, each exact on reals, applied until none
// applies any more.
#pragma once

#include "sim/import/layers.h"
#include "sim/import/unsupported.h"

namespace hashiflex::importing {

// What is left of affines, clamps, pads and formats afterwards had no layer to go to.
void simplify(LayerGraph& layers);

// Affines and clamps become 1x1 stages; formats that no layer can have are dropped and noted; pads are problems.
void make_stages(LayerGraph& layers, Problems& problems, std::vector<std::string>& notes);

}  // namespace hashiflex::importing
