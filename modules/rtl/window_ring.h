// SPDX-License-Identifier: Apache-2.0
// The ring of the beats of an input whose steps see one beat each.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/parts/window_geometry.h"

#include <cstddef>
#include <string>

namespace hashiflex::rtl {

// Does every step see the same lanes of one beat, and no padding? Then it is read where it lies.
bool sees_single_beats(const core::WindowGeometry& geometry);

// The net beats<k>: the beat of the present step.
std::string single_beat(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry);

// Steps of a cursor in a ring (hf_cursor): nets by<name> and back<name> of a table of beats, modulo the depth.
std::string cursor_moves(const std::string& name, const core::StepTable& by, int depth);

}  // namespace hashiflex::rtl
