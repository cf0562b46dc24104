// SPDX-License-Identifier: Apache-2.0
// `hashiflex sensitivity`: what each knob of the quantizer costs in accuracy and gives in area and energy.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int sensitivity_command(const Arguments& arguments);

}  // namespace hashiflex
