// SPDX-License-Identifier: Apache-2.0
// When a beat that arrives brings a window register its pixel.
#pragma once

#include "modules/rtl/window_plan.h"
#include "modules/rtl/window_views.h"

namespace hashiflex::rtl {

// Fills in `arrivals`, `arrival_of`, `present_align`, `next_align` and `never`.
void plan_arrivals(const WindowViews& views, const Awaited& awaited, WindowPlan& plan);

}  // namespace hashiflex::rtl
