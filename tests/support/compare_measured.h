// SPDX-License-Identifier: Apache-2.0
// Are two simulations the same in every field?
#pragma once

#include "modules/core/design/design.h"
#include "sim/chip/simulate.h"

#include <string>

namespace hashiflex::test {

// The first field that differs, with both values; "" if none does.
std::string difference(const core::Design& design, const Measured& one, const Measured& other);

// The same, with a run of SystemC as `one`: the rate that it saw is the one that the recurrence knows, and it saw one
// if, and only if, `fast` says that such a run does.
std::string difference_of_systemc(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                                  const Measured& fast);

}  // namespace hashiflex::test
