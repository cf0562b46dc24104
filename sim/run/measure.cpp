// SPDX-License-Identifier: Apache-2.0
#include "sim/run/measure.h"

#include "modules/core/timing/auto_depth.h"
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

std::optional<std::string> limiting_buffer(const core::Design& design, const Measured& measured) {
    if (measured.deadlock) return std::nullopt;
    const auto& per_image = measured.cycles_per_image;
    const bool ideal = per_image && per_image->numerator <= design.ideal_cycles_per_image() * per_image->denominator;
    return ideal ? std::nullopt : core::limiting_buffer(design);
}

}  // namespace hashiflex
