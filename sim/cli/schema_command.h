// SPDX-License-Identifier: Apache-2.0
// hashiflex schema: the JSON Schema of a kind of file.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int schema_command(const Arguments& arguments);

}  // namespace hashiflex
