// SPDX-License-Identifier: Apache-2.0
// Is there such a key? Said before the first point, where each of them could only fail.
#pragma once

#include "sim/sweep/sweep_file.h"

namespace hashiflex {

// Throws ConfigError, with what is near, if an axis sets a key that the description of a design file does not have, or
// one of a stage that is no layer of the network. Of an axis over networks, layers are not judged.
void require_design_keys(const SweepFile& sweep, const Document& design);

}  // namespace hashiflex
