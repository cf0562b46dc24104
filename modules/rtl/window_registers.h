// SPDX-License-Identifier: Apache-2.0
// The window of the present step in registers, and the memories behind it.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/parts/window_geometry.h"

#include <cstddef>
#include <string>

namespace hashiflex::rtl {

// Declares the net window<k>: kernel rows x span pixels of the present step, padded.
std::string window_registers(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry);

}  // namespace hashiflex::rtl
