// SPDX-License-Identifier: Apache-2.0
// hashiflex sweep: simulates many points of a design space.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int sweep_command(const Arguments& arguments);

}  // namespace hashiflex
