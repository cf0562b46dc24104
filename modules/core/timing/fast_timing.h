// SPDX-License-Identifier: Apache-2.0
// The cycle numbers of a run of any length: the steady state is recognized and skipped exactly.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/timing/census.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace hashiflex::core {

struct TimingOptions {
    std::int64_t images = 1;
    bool skip = true;                        // false: every image is computed (for tests)
    bool auto_unbounded = false;             // `auto` buffers and FIFOs never fill
    std::function<bool(Cycle)> source_open;  // empty: always; with gaps or stalls nothing repeats, nothing is skipped
    std::function<bool(Cycle)> sink_ready;
};

// The chip's state at the end of image `image` + `images` is that at the end of image `image`, relative to its image,
// and `cycles` lie between the two.
struct SteadyPeriod {
    std::int64_t image = 0;
    std::int64_t images = 0;
    Cycle cycles = 0;
};

// An event of every image, in a row of which a part repeats.
class ImageTimes {
 public:
    ImageTimes() = default;
    explicit ImageTimes(std::vector<Cycle> computed) : computed_(std::move(computed)) {}
    // From image `first` on it repeats with `period`; `repeats` periods were left out after the first one.
    ImageTimes(std::vector<Cycle> computed, std::int64_t first, const SteadyPeriod& period, std::int64_t repeats)
        : computed_(std::move(computed)), first_(first), period_(period), repeats_(repeats) {}

    std::int64_t size() const { return static_cast<std::int64_t>(computed_.size()) + repeats_ * period_.images; }
    Cycle operator[](std::int64_t image) const;
    // The first image for which it happens at or after `cycle`; size() if there is none.
    std::int64_t first_from(Cycle cycle) const;

 private:
    std::vector<Cycle> computed_;
    std::int64_t first_ = 0;
    SteadyPeriod period_;
    std::int64_t repeats_ = 0;
};

struct Timing {
    Cycle total = 0;  // cycles simulated: until the last image was done; in a deadlock until it was noticed
    ChipCycles cycles;
    std::vector<std::vector<std::int64_t>> input_high_water;  // [stage][input], beats
    std::vector<std::int64_t> fifo_high_water;                // [stage], beats, in flight included
    ImageTimes done;                                          // the edge at which the last result beat left
    ImageTimes begun;                                         // the edge of the last stage's first step
    Cycle source_done = 0;                                    // the edge at which the last beat was offered
    std::optional<SteadyPeriod> steady;                       // if the state came back before source_done
    // In a deadlock: nothing moves after this cycle, and the buffer that can never empty, if there is one.
    bool deadlock = false;
    Cycle last_active = 0;
    Census::Place stuck;
};

// How long to go on after a deadlock: by the last active cycle, the number of cycles simulated.
using DeadlockEnd = std::function<Cycle(const Timing& so_far)>;

Timing time_images(const Design& design, const TimingOptions& options, const DeadlockEnd& deadlock_end);

}  // namespace hashiflex::core
