// SPDX-License-Identifier: Apache-2.0
// hashiflex quantize: the integers that weights.quantize makes, as files.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int quantize_command(const Arguments& arguments);

}  // namespace hashiflex
