// SPDX-License-Identifier: Apache-2.0
// What a design is made of, without simulating it: the text of `hashiflex check`.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"

#include <string>

namespace hashiflex {

std::string bill_of_hardware(const core::Design& design, const core::Technology& tech);

}  // namespace hashiflex
