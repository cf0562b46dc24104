// SPDX-License-Identifier: Apache-2.0
// The ring of the beats of an input, as windows see it.
#pragma once

#include "modules/core/design/design.h"
#include "modules/rtl/window_geometry.h"

#include <cstddef>
#include <string>

namespace hashiflex::rtl {

// Declares the net beats<k>: for every row of the kernel the beats from the place of the present step on, as many as
// windows are cut out of (WindowGeometry::reads). What no step sees of them is 0.
std::string window_ring(const core::StageDesign& stage, std::size_t k, const WindowGeometry& geometry);

}  // namespace hashiflex::rtl
