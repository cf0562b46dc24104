// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int eval_command(const Arguments& arguments);

}  // namespace hashiflex
