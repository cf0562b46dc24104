// SPDX-License-Identifier: Apache-2.0
// hashiflex check: is the design good, and what is it made of?
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int check_command(const Arguments& arguments);

}  // namespace hashiflex
