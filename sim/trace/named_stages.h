// SPDX-License-Identifier: Apache-2.0
// The stages that an option of a trace names.
#pragma once

#include "modules/core/design/design.h"

#include <string>
#include <vector>

namespace hashiflex {

// By index into Design::stages: is it named? Throws ConfigError, naming `option`, if a name is unknown.
std::vector<bool> named_stages(const core::Design& design, const std::vector<std::string>& names,
                               const std::string& option);

}  // namespace hashiflex
