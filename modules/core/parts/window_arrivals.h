// SPDX-License-Identifier: Apache-2.0
// When a beat that arrives brings a window register its pixel.
#pragma once

#include "modules/core/parts/window_plan.h"
#include "modules/core/parts/window_views.h"

namespace hashiflex::core {

// Fills in `arrivals`, `arrival_of`, `present_align`, `next_align` and `never`.
void plan_arrivals(const WindowViews& views, const Awaited& awaited, WindowPlan& plan);

}  // namespace hashiflex::core
