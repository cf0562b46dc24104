// SPDX-License-Identifier: Apache-2.0
#include "modules/core/timing/fast_timing.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

namespace hashiflex::core {
namespace {

// What was seen at the end of an image.
struct ImageEnd {
    std::int64_t image = 0;
    ChipCycles cycles;
    std::int64_t images_begun = 0;  // by the source
};

BlockCycles& operator+=(BlockCycles& sum, const BlockCycles& more) {
    sum.busy += more.busy;
    sum.starved += more.starved;
    sum.blocked += more.blocked;
    return sum;
}

BlockCycles repeated(const BlockCycles& from, const BlockCycles& to, std::int64_t times) {
    return {(to.busy - from.busy) * times, (to.starved - from.starved) * times, (to.blocked - from.blocked) * times};
}

class Run {
 public:
    Run(const Design& design, const TimingOptions& options, const DeadlockEnd& deadlock_end)
        : design_(design),
          options_(options),
          deadlock_end_(deadlock_end),
          recurrence_(design, recurrence_options(options)),
          census_(recurrence_) {}

    Timing run() {
        const bool regular = !options_.source_open && !options_.sink_ready;
        std::int64_t images = options_.images;  // to compute
        while (recurrence_.admitted() < images) {
            recurrence_.admit();
            if (stuck()) break;
            if (look_at_image_ends(regular && !timing_.steady) && options_.skip) images = images_to_compute();
        }
        if (stuck()) return end_in_deadlock();
        finish();
        return std::move(timing_);
    }

 private:
    static RecurrenceOptions recurrence_options(const TimingOptions& options) {
        RecurrenceOptions recurrence;
        recurrence.auto_unbounded = options.auto_unbounded;
        recurrence.source_open = options.source_open;
        recurrence.sink_ready = options.sink_ready;
        return recurrence;
    }

    bool stuck() const { return static_cast<std::int64_t>(recurrence_.done().size()) < recurrence_.admitted(); }

    Cycle done(std::int64_t image) const { return recurrence_.done()[static_cast<std::size_t>(image)]; }

    // While the source has something to offer, what happens does not depend on how many images are still to come.
    bool look_at_image_ends(bool look_for_steady_state) {
        const Cycle until = recurrence_.stream_of(kSource).avail.back();
        bool found = false;
        for (; looked_at_ < recurrence_.admitted() && done(looked_at_) < until && !found; ++looked_at_) {
            census_.advance(done(looked_at_));
            found = look_for_steady_state && state_came_back(looked_at_);
        }
        census_.forget(recurrence_);
        return found;
    }

    bool state_came_back(std::int64_t image) {
        std::vector<std::int64_t> state;
        census_.append_state(image + 1, state);
        const auto [earlier, is_new] =
            seen_.emplace(std::move(state), ImageEnd{image, census_.cycles(), census_.images_begun()});
        if (is_new) return false;
        before_ = earlier->second;
        after_ = {image, census_.cycles(), census_.images_begun()};
        timing_.steady = SteadyPeriod{before_.image, image - before_.image, done(image) - done(before_.image)};
        seen_.clear();
        return true;
    }

    // Images that the source begins after the first of two equal states repeat with the period: as many periods as fit
    // are left out. At the end two images more than one period remain, so that what is cut off at the end of the run
    // belongs to images that repeat.
    std::int64_t images_to_compute() {
        const std::int64_t period = timing_.steady->images;
        const std::int64_t least = std::max(before_.images_begun + period + 2, recurrence_.admitted());
        repeats_ = std::max<std::int64_t>((options_.images - least) / period, 0);
        return options_.images - repeats_ * period;
    }

    void finish() {
        const Cycle end = recurrence_.done().back();
        take_counts(end);
        timing_.total = end + 1;
        timing_.source_done = recurrence_.stream_of(kSource).avail.back();
        timing_.done = ImageTimes(recurrence_.done());
        timing_.begun = ImageTimes(recurrence_.begun());
        if (repeats_ == 0) return;
        const SteadyPeriod& period = *timing_.steady;
        timing_.total += repeats_ * period.cycles;
        timing_.source_done += repeats_ * period.cycles;
        timing_.done = ImageTimes(recurrence_.done(), before_.images_begun, period, repeats_);
        timing_.begun = ImageTimes(recurrence_.begun(), before_.images_begun, period, repeats_);
        timing_.cycles.source += repeated(before_.cycles.source, after_.cycles.source, repeats_);
        timing_.cycles.sink += repeated(before_.cycles.sink, after_.cycles.sink, repeats_);
        for (std::size_t s = 0; s < design_.stages.size(); ++s)
            timing_.cycles.stages[s] += repeated(before_.cycles.stages[s], after_.cycles.stages[s], repeats_);
    }

    // An image that is stuck stays so whatever follows, but the source goes on until nothing fits any more.
    Timing end_in_deadlock() {
        timing_.deadlock = true;
        std::int64_t offered = -1;
        while (recurrence_.admitted() < options_.images && offered != recurrence_.stream_of(kSource).avail.size()) {
            offered = recurrence_.stream_of(kSource).avail.size();
            recurrence_.admit();
        }
        census_.advance(last_known_move());
        timing_.last_active = census_.last_active();
        timing_.stuck = census_.stuck_input();
        timing_.done = ImageTimes(recurrence_.done());
        timing_.begun = ImageTimes(recurrence_.begun());
        timing_.source_done = recurrence_.stream_of(kSource).avail.back();
        timing_.total = deadlock_end_(timing_);
        take_counts(timing_.total - 1);
        return std::move(timing_);
    }

    // Of all beats and steps.
    Cycle last_known_move() const {
        Cycle last = 0;
        const auto look = [&](const Times& times) {
            if (times.size() > 0) last = std::max(last, times.back());
        };
        for (const auto& stage : recurrence_.stages()) {
            look(stage.steps);
            for (const auto& input : stage.inputs) look(input.branch->moves);
        }
        look(recurrence_.stream_of(static_cast<int>(design_.stages.size()) - 1).pops());
        return last;
    }

    void take_counts(Cycle end) {
        census_.advance(end);
        timing_.cycles = census_.cycles();
        for (std::size_t s = 0; s < design_.stages.size(); ++s) {
            auto& inputs = timing_.input_high_water.emplace_back();
            for (std::size_t k = 0; k < design_.stages[s].inputs.size(); ++k)
                inputs.push_back(census_.input_high_water(s, k));
            timing_.fifo_high_water.push_back(census_.fifo_high_water(s));
        }
    }

    const Design& design_;
    const TimingOptions& options_;
    const DeadlockEnd& deadlock_end_;
    Recurrence recurrence_;
    Census census_;
    std::map<std::vector<std::int64_t>, ImageEnd> seen_;
    std::int64_t looked_at_ = 0;
    ImageEnd before_, after_;  // the two ends with the same state
    std::int64_t repeats_ = 0;
    Timing timing_;
};

}  // namespace

Cycle ImageTimes::operator[](std::int64_t image) const {
    const auto computed = [&](std::int64_t n) { return computed_[static_cast<std::size_t>(n)]; };
    if (repeats_ == 0 || image < first_ + period_.images) return computed(image);
    const std::int64_t left_out = repeats_ * period_.images;
    if (image - left_out >= first_) return computed(image - left_out) + repeats_ * period_.cycles;
    const std::int64_t periods = (image - first_) / period_.images;
    return computed(image - periods * period_.images) + periods * period_.cycles;
}

std::int64_t ImageTimes::first_from(Cycle cycle) const {
    std::int64_t low = 0, high = size();
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if ((*this)[middle] < cycle)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

Timing time_images(const Design& design, const TimingOptions& options, const DeadlockEnd& deadlock_end) {
    if (options.images < 1) throw std::invalid_argument("there are no images to time");
    return Run(design, options, deadlock_end).run();
}

}  // namespace hashiflex::core
