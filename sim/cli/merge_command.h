// SPDX-License-Identifier: Apache-2.0
// hashiflex merge: joins the shards of a sweep.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int merge_command(const Arguments& arguments);

}  // namespace hashiflex
