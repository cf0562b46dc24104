// SPDX-License-Identifier: Apache-2.0
// hashiflex prove: do simulator and RTL of a design agree on every value in every cycle?
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int prove_command(const Arguments& arguments);

}  // namespace hashiflex
