// SPDX-License-Identifier: Apache-2.0
// hashiflex rtl: SystemVerilog of a design, with a test bench and the simulator's vectors.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int rtl_command(const Arguments& arguments);

}  // namespace hashiflex
