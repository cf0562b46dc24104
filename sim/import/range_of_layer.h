// SPDX-License-Identifier: Apache-2.0
// Between which values a layer's output must lie.
#pragma once

#include "sim/import/layers.h"

namespace hashiflex::importing {

ClampLayer clamp_of(core::Activation activation);
ClampLayer both(const ClampLayer& a, const ClampLayer& b);  // one after the other
// Empty: none of the chip's activations.
std::optional<core::Activation> activation_of(const ClampLayer& clamp);

// Of what activations, pools and the like say; infinite where weights decide. Looks back `depth` layers at most.
ClampLayer range_of(const LayerGraph& layers, int layer, int depth = 16);

}  // namespace hashiflex::importing
