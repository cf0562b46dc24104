// SPDX-License-Identifier: Apache-2.0
// Kernel, stride and pads of a Conv or pool: attributes that may be absent, over one axis or two.
#pragma once

#include "sim/import/lowering_context.h"

namespace hashiflex::importing {

struct WindowOf {
    core::Extent kernel, stride;  // of a dilated window: all that it reaches over
    core::Extent dilation;
    bool is_too_large = false;  // reported
    Pads pads;
    Pads overhang;    // of ceil_mode: rows and columns of windows behind the padded map
    core::Shape out;  // its channels are those of the input
};

// `kernel`: spatial extents, height first; of one axis it is the width. Reports what the chip has not and goes
// on; throws Unsupported for what is no window.
WindowOf window_of(Lowering& context, const Node& node, const core::Shape& in, const std::vector<std::int64_t>& kernel);

// Every window sees a pixel of the map: what the chip's windows can pad.
bool is_padding_within_kernel(const WindowOf& window);

}  // namespace hashiflex::importing
