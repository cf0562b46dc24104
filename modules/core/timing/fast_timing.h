// SPDX-License-Identifier: Apache-2.0
// The cycle numbers of a run of any length: the steady state is recognized and skipped exactly.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/timing/census.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::core {

// So many images a design has to come back to an earlier state; afterwards its rate counts as unknown.
constexpr std::int64_t kMostImagesToRepeat = 4096;

struct TimingOptions {
    std::int64_t images = 1;
    bool skip = true;                        // false: every image is computed (for tests)
    bool auto_unbounded = false;             // `auto` buffers and FIFOs never fill
    Cycle source_pace = 0;                   // image i is not offered before i * source_pace
    std::function<bool(Cycle)> source_open;  // empty: always; with gaps or stalls nothing repeats, nothing is skipped
    std::function<bool(Cycle)> sink_ready;
    bool find_rate = false;  // go on past the run, until the state comes back
    std::int64_t most_images_to_repeat = kMostImagesToRepeat;
    std::function<bool()> stop;  // asked after every image: true ends the run with it
};

// The chip's state at the end of image `image` + `images` is that at the end of image `image`, relative to its image,
// and `cycles` lie between the two.
struct SteadyPeriod {
    std::int64_t image = 0;
    std::int64_t images = 0;
    Cycle cycles = 0;
};

// How fast the design is with images without end: no matter of how many a run takes.
struct Rate {
    Cycle cycles = 0;  // for so many images; 0: unknown
    std::int64_t images = 1;
    bool in_run = false;    // the state came back before the source ran out of images
    bool deadlock = false;  // it is unknown because the design stops
    std::string unknown;    // why there is none
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
    std::optional<Rate> rate;                                 // if it was asked for, and neither source nor sink stall
    bool stopped = false;                                     // before all images: a run of those that are done
    // In a deadlock: nothing moves after this cycle, and the buffer that can never empty, if there is one.
    bool deadlock = false;
    Cycle last_active = 0;
    Census::Place stuck;
};

// How long to go on after a deadlock: by the last active cycle, the number of cycles simulated.
using DeadlockEnd = std::function<Cycle(const Timing& so_far)>;

Timing time_images(const Design& design, const TimingOptions& options, const DeadlockEnd& deadlock_end);

// As a run of so many images has it.
Rate rate_of(const Design& design, std::int64_t images = 1, std::int64_t most_images_to_repeat = kMostImagesToRepeat);

// "deadlock: buffer 'b1.in0' (depth 2) is full, ...", for nothing moves after cycle `last_active`.
std::string deadlock_sentence(const Design& design, const Census::Place& stuck, Cycle last_active);

}  // namespace hashiflex::core
