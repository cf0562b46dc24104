// SPDX-License-Identifier: Apache-2.0
#include "sim/run/measure.h"

#include "sim/chip/processes.h"
#include "sim/fast/simulate_fast.h"

#include <algorithm>

namespace hashiflex {

Measured measure(const core::Design& design, const ImageSet& images, const SimulateOptions& simulation, Engine engine,
                 std::uint64_t jobs) {
    if (engine == Engine::fast) return simulate_fast(design, images, simulation, jobs);
    if (jobs == 1) return simulate(design, images, simulation);
    return simulate_in_processes(design, images, simulation, std::min(jobs, simulation.images));
}

}  // namespace hashiflex
