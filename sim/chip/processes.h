// SPDX-License-Identifier: Apache-2.0
// One simulation by several processes, each of which computes the values of its share of the images.
#pragma once

#include "sim/chip/simulate.h"

namespace hashiflex {

// As simulate, with the same result. Processes, not threads: SystemC has one kernel per process. Timing does not depend
// on values, so each process simulates the whole timing, and image n gets its values in process n modulo `processes`;
// that all saw the same timing is checked (std::logic_error). The caller's process reports progress, writes the trace
// and is stopped; the others follow it. Throws std::invalid_argument for options.chip.connect (a probe would see one
// share only), std::runtime_error if a process dies.
Measured simulate_in_processes(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                               std::uint64_t processes);

}  // namespace hashiflex
