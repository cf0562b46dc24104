// SPDX-License-Identifier: Apache-2.0
// Tasks on as many threads as the machine has.
#pragma once

#include "modules/core/quantize/parallel.h"

namespace hashiflex {

// The first exception of a task comes out of the call; tasks that have not begun are then left out.
core::Parallel in_threads(unsigned threads);
core::Parallel in_all_threads();

}  // namespace hashiflex
