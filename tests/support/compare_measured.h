// SPDX-License-Identifier: Apache-2.0
// Are two simulations the same in every field?
#pragma once

#include "modules/core/design/design.h"
#include "sim/chip/measured.h"

#include <string>

namespace hashiflex::test {

// The first field that differs, with both values; "" if none does.
std::string difference(const core::Design& design, const Measured& one, const Measured& other);

}  // namespace hashiflex::test
