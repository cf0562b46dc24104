// SPDX-License-Identifier: Apache-2.0
// The depths of `auto` buffers, and which explicit depth limits a design.
#pragma once

#include "modules/core/design/design.h"

#include <optional>
#include <string>

namespace hashiflex::core {

// Sets the depth of every `auto` input buffer to the smallest with which no beat moves later than with all `auto`
// buffers unbounded: one more than the beats it held when a beat entered, at most. The source never stalls, but offers
// image i not before i times the cycles per image of the hardwired part: ahead of a slower stage an unpaced source
// would fill any buffer.
void assign_auto_depths(Design& design);

// The buffer with an explicit depth that keeps the design from ideal_cycles_per_image, if one does: the one whose
// removal helps most; if no single one helps, the one that is worst alone.
std::optional<std::string> limiting_buffer(const Design& design);

}  // namespace hashiflex::core
