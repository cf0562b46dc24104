// SPDX-License-Identifier: Apache-2.0
#include "sim/run/measure.h"

#include "sim/chip/processes.h"
#include "sim/fast/rate.h"
#include "sim/fast/simulate_fast.h"

#include <algorithm>

namespace hashiflex {

Measured measure(const core::Design& design, const ImageSet& images, const SimulateOptions& simulation, Engine engine,
                 std::uint64_t jobs) {
    if (engine == Engine::fast) return simulate_fast(design, images, simulation, jobs);
    Measured measured = jobs == 1
                            ? simulate(design, images, simulation)
                            : simulate_in_processes(design, images, simulation, std::min(jobs, simulation.images));
    const bool regular = !simulation.chip.source_open && !simulation.chip.sink_ready;
    if (regular) {
        const std::size_t done = std::max<std::size_t>(measured.images.size(), 1);
        take_rate(measured, core::rate_of(design, static_cast<std::int64_t>(done)));
    }
    return measured;
}

}  // namespace hashiflex
