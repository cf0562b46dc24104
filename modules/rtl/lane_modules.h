// SPDX-License-Identifier: Apache-2.0
// The datapath of one lane of a windowed stage, as modules: taps in, one output pixel `latency` cycles later.
#pragma once

#include "modules/core/design/design.h"
#include "modules/rtl/emit.h"

#include <string>
#include <vector>

namespace hashiflex::rtl {

// Name of the lane's module, and wires of its output, a pixel.
std::string lane_name(const core::StageDesign& stage, const std::string& prefix);
int lane_bits(const core::StageDesign& stage);

// The lane's module and those it is made of. Nothing for kinds that see no windows.
// `gated`: the registers of the k-th boundary load only when bit k of a port `go` is up; without registers there is no
// such port.
std::vector<File> lane_modules(const core::StageDesign& stage, const std::string& prefix, bool gated);

}  // namespace hashiflex::rtl
