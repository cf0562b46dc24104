// SPDX-License-Identifier: Apache-2.0
// hashiflex run: simulates a design and reports what came out.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int run_command(const Arguments& arguments);

}  // namespace hashiflex
