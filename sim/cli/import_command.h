// SPDX-License-Identifier: Apache-2.0
// `hashiflex import`.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int import_command(const Arguments& arguments);

}  // namespace hashiflex
