// SPDX-License-Identifier: Apache-2.0
#include "sim/run/measure.h"

#include "modules/core/timing/auto_depth.h"
#include "sim/chip/processes.h"
#include "sim/fast/image_activity.h"
#include "sim/fast/rate.h"
#include "sim/fast/simulate_fast.h"

#include <algorithm>

namespace hashiflex {

namespace {

Measured cycles_and_values(const core::Design& design, const ImageSet& images, const SimulateOptions& simulation,
                           Engine engine, std::uint64_t jobs) {
    if (engine == Engine::fast) return simulate_fast(design, images, simulation, jobs);
    Measured measured = jobs == 1
                            ? simulate(design, images, simulation)
                            : simulate_in_processes(design, images, simulation, std::min(jobs, simulation.images));
    const bool regular = !simulation.chip.source_open && !simulation.chip.sink_ready;
    if (regular) {
        const std::uint64_t done = std::max<std::uint64_t>(measured.images_done(), 1);
        take_rate(measured, core::rate_of(design, static_cast<std::int64_t>(done)));
    }
    return measured;
}

}  // namespace

Measured measure(const core::Design& design, const ImageSet& images, const SimulateOptions& simulation, Engine engine,
                 std::uint64_t jobs) {
    Measured measured = cycles_and_values(design, images, simulation, engine, jobs);
    if (design.activity == core::Activity::assumed || !measured.values_computed) return measured;
    const auto done = std::min<std::uint64_t>(measured.images_done(), images.size());
    if (done > 0) measured.activity = activity_of(design, images, done, jobs, simulation.stop);
    if (done > 0 && !measured.activity) measured.interrupted = true;
    return measured;
}

std::optional<std::string> limiting_buffer(const core::Design& design, const Measured& measured) {
    if (measured.deadlock) return std::nullopt;
    return is_ideal(measured.cycles_per_image, design) ? std::nullopt : core::limiting_buffer(design);
}

}  // namespace hashiflex
