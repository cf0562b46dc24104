// SPDX-License-Identifier: Apache-2.0
// What is read from the memories of a window's input when a step fires, and through which port.
#pragma once

#include "modules/core/parts/window_plan.h"
#include "modules/core/parts/window_views.h"

#include <vector>

namespace hashiflex::core {

struct WindowReads {
    std::vector<LaneMemory> memories;
    std::vector<std::vector<PixelSource>> sources;  // [step][register] of the pixel after the step
};
WindowReads window_reads(const WindowViews& views, const Awaited& awaited);

}  // namespace hashiflex::core
