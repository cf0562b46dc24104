// SPDX-License-Identifier: Apache-2.0
// Shape inference of windows.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/network/spec.h"

#include <string>

namespace hashiflex::core {

// SAME as TensorFlow: total = max((ceil(in / stride) - 1) * stride + kernel - in, 0), the odd pixel after (same_upper)
// or before (same_lower). Throws std::invalid_argument if the kernel does not fit the padded map, or a pad is a whole
// kernel.
Window make_window(const Extent& kernel, const Extent& stride, const Padding& padding, const Shape& in);

// floor((in + pads - kernel) / stride) + 1, per axis.
Shape windowed_shape(const Window& window, const Shape& in, int channels);

std::string to_string(const Shape& shape);  // "8x8x16": height, width, channels

}  // namespace hashiflex::core
