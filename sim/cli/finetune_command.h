// SPDX-License-Identifier: Apache-2.0
// `hashiflex finetune`: trains the last layer on labelled images and reprograms the NPU with it.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int finetune_command(const Arguments& arguments);

}  // namespace hashiflex
