// SPDX-License-Identifier: Apache-2.0
// A stage without some of its adders: what is written, priced and synthesized of a convolution too large for a tool.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/graph/cone.h"

namespace hashiflex::core {

// `stage` is a convolution and has these output channels; the others become the constant 0.
StageDesign only_channels(StageDesign stage, const OutputRange& channels);

}  // namespace hashiflex::core
