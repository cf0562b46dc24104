// SPDX-License-Identifier: Apache-2.0
// From network and hardware specification to a design: lanes, schedules, adder graphs, latencies, buffer depths.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/design/hardware.h"
#include "modules/core/network/operators.h"

namespace hashiflex::core {

// Throws InvalidInput (file design, path as in "stages.stem.lanes").
Design resolve(Network network, const HardwareSpec& hardware);

}  // namespace hashiflex::core
