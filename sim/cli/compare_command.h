// SPDX-License-Identifier: Apache-2.0
// hashiflex compare: do two sets of results agree?
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int compare_command(const Arguments& arguments);

}  // namespace hashiflex
