// SPDX-License-Identifier: Apache-2.0
// Runs a design on the recurrence engine: the numbers of SystemC, orders of magnitude sooner.
#pragma once

#include "sim/chip/simulate.h"

namespace hashiflex {

// The same as simulate(), field by field, but for what an interruption leaves: a run of as many images as were
// computed. Each image of the set is computed once, by one of `jobs` threads. Traces, ChipOptions::connect and shares
// of values need SystemC and are refused. May be called any number of times. `skip`: the steady state is recognized and
// not computed again (false: for tests).
Measured simulate_fast(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                       std::uint64_t jobs = 1, bool skip = true);

}  // namespace hashiflex
