// SPDX-License-Identifier: Apache-2.0
// Runs a design on the SystemC engine and reports what was observed.
#pragma once

#include "modules/core/design/design.h"
#include "sim/chip/chip.h"
#include "sim/chip/measured.h"
#include "sim/trace/trace_request.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

using ImageSet = std::vector<std::vector<std::uint8_t>>;  // HWC bytes each

struct Progress {
    std::uint64_t images_done = 0;
    std::uint64_t images = 0;
    std::uint64_t cycles = 0;
};

struct SimulateOptions {
    std::uint64_t images = 1;                        // more than there are: they are used again in turn
    std::optional<std::uint64_t> reprogram_at;       // image that starts it
    std::optional<core::Classifier> reprogram_with;  // none: the weights of the design again; SystemC only
    WaveformRequest waveform;
    TimelineRequest timeline;
    std::function<void(const std::string&)> warn;      // of a trace that ends early; empty: nobody listens
    const std::atomic<bool>* stop = nullptr;           // set: stop soon, with what there is
    const std::atomic<std::uint64_t>* last = nullptr;  // no more images than this; may fall while the run goes on
    std::uint64_t keep_sums = ~std::uint64_t{0};       // of the first images
    std::uint64_t keep_images = ~std::uint64_t{0};     // by the recurrence engine: whole turns of the set, or none
    std::function<void(const Progress&)> progress;
    // After everything was counted: the simulation goes on, unobserved, until this is true (given how many images are
    // done) or nothing moves any more. Beats that no result waits for move late.
    std::function<bool(std::uint64_t images)> settled;
    ChipOptions chip;
};

// One call per process: SystemC elaborates once. Throws std::runtime_error if a module meets an error.
Measured simulate(const core::Design& design, const ImageSet& images, const SimulateOptions& options);

}  // namespace hashiflex
