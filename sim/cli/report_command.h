// SPDX-License-Identifier: Apache-2.0
// hashiflex report: results as one HTML page or as Markdown.
#pragma once

#include "sim/cli/command.h"

namespace hashiflex {

int report_command(const Arguments& arguments);

}  // namespace hashiflex
