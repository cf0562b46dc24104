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
            if (look_at_image_ends(regular) && options_.skip) images = images_to_compute();
            if (recurrence_.admitted() == images || !options_.stop || !options_.stop()) continue;
            timing_.stopped = true;
            repeats_ = 0;
            break;
        }
        if (stuck())
            end_in_deadlock();
        else
            finish();
        if (options_.find_rate && regular) timing_.rate = rate();
        return std::move(timing_);
    }

 private:
    static RecurrenceOptions recurrence_options(const TimingOptions& options) {
        RecurrenceOptions recurrence;
        recurrence.auto_unbounded = options.auto_unbounded;
        recurrence.source_pace = options.source_pace;
        recurrence.source_open = options.source_open;
        recurrence.sink_ready = options.sink_ready;
        return recurrence;
    }

    bool stuck() const { return static_cast<std::int64_t>(recurrence_.done().size()) < recurrence_.admitted(); }

    Cycle done(std::int64_t image) const { return recurrence_.done()[static_cast<std::size_t>(image)]; }

    bool searching() const { return !period_ && looked_at_ < options_.most_images_to_repeat; }

    // Has the state come back? While the source has something to offer, what happens does not depend on how many images
    // are still to come.
    bool look_at_image_ends(bool regular) {
        const Cycle until = recurrence_.stream_of(kSource).avail.back();
        bool found = false;
        for (; looked_at_ < recurrence_.admitted() && done(looked_at_) < until && !found; ++looked_at_) {
            census_.advance(done(looked_at_));
            found = regular && searching() && state_came_back(looked_at_);
        }
        census_.forget(recurrence_);
        if (!searching()) seen_.clear();
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
        period_ = SteadyPeriod{before_.image, image - before_.image, done(image) - done(before_.image)};
        return true;
    }

    // Images that the source begins after the first of two equal states repeat with the period: as many periods as fit
    // are left out. At the end two images more than one period remain, so that what is cut off at the end of the run
    // belongs to images that repeat.
    std::int64_t images_to_compute() {
        const std::int64_t period = period_->images;
        const std::int64_t least = std::max(before_.images_begun + period + 2, recurrence_.admitted());
        repeats_ = std::max<std::int64_t>((options_.images - least) / period, 0);
        return options_.images - repeats_ * period;
    }

    void finish() {
        const Cycle end = recurrence_.done().back();
        Census at_the_end = census_;  // the search for the rate goes on with what was seen up to here
        take_counts(at_the_end, end);
        timing_.steady = period_;
        timing_.total = end + 1;
        timing_.source_done = recurrence_.stream_of(kSource).avail.back();
        timing_.done = ImageTimes(recurrence_.done());
        timing_.begun = ImageTimes(recurrence_.begun());
        if (repeats_ == 0) return;
        const SteadyPeriod& period = *period_;
        timing_.total += repeats_ * period.cycles;
        timing_.source_done += repeats_ * period.cycles;
        timing_.done = ImageTimes(recurrence_.done(), before_.images_begun, period, repeats_);
        timing_.begun = ImageTimes(recurrence_.begun(), before_.images_begun, period, repeats_);
        timing_.cycles.source += repeated(before_.cycles.source, after_.cycles.source, repeats_);
        timing_.cycles.sink += repeated(before_.cycles.sink, after_.cycles.sink, repeats_);
        for (std::size_t s = 0; s < design_.stages.size(); ++s)
            timing_.cycles.stages[s] += repeated(before_.cycles.stages[s], after_.cycles.stages[s], repeats_);
    }

    // Where a run is too short to see its period, there are two ways. No time of an image depends on a later one, so it
    // may go on as if it had not ended; but stages ahead of a slower one take long to fill what is between them.
    Rate rate() {
        const bool in_run = period_.has_value();
        if (!in_run && !stuck() && options_.source_pace == 0 && keeps_its_pace())
            return known(design_.ideal_cycles_per_image(), 1, false);
        while (!stuck() && searching()) {
            recurrence_.admit();
            if (!stuck()) look_at_image_ends(true);
        }
        if (period_) return known(period_->cycles, period_->images, in_run);
        Rate rate;
        rate.deadlock = stuck();
        if (rate.deadlock) {
            come_to_rest(recurrence_.admitted() + options_.most_images_to_repeat);
            rate.unknown = deadlock_sentence(design_, census_.stuck_input(), census_.last_active());
        } else {
            rate.unknown = "no steady state within " + std::to_string(options_.most_images_to_repeat) + " images";
        }
        return rate;
    }

    static Rate known(Cycle cycles, std::int64_t images, bool in_run) { return {cycles, images, in_run, false, ""}; }

    // Is an image done as often as the slowest stage allows, if the source offers one as often? Then also if it offers
    // them earlier: no beat moves later because another one moves earlier. Such a source lets no stage run ahead, so
    // that the state is soon back; and where it comes back at that pace, the source stands as it stood.
    bool keeps_its_pace() const {
        constexpr std::int64_t kSoon = 64;
        TimingOptions paced;
        paced.auto_unbounded = options_.auto_unbounded;
        paced.find_rate = true;
        paced.source_pace = design_.ideal_cycles_per_image();
        paced.most_images_to_repeat = std::min(kSoon, options_.most_images_to_repeat);
        const Rate rate = *Run(design_, paced, deadlock_end_).run().rate;
        return rate.cycles > 0 && rate.cycles == rate.images * paced.source_pace;
    }

    // An image that is stuck stays so whatever follows, but the source goes on until nothing fits any more.
    void come_to_rest(std::int64_t images) {
        std::int64_t offered = -1;
        while (recurrence_.admitted() < images && offered != recurrence_.stream_of(kSource).avail.size()) {
            offered = recurrence_.stream_of(kSource).avail.size();
            recurrence_.admit();
        }
        census_.advance(last_known_move());
    }

    void end_in_deadlock() {
        timing_.deadlock = true;
        come_to_rest(options_.images);
        timing_.last_active = census_.last_active();
        timing_.stuck = census_.stuck_input();
        timing_.done = ImageTimes(recurrence_.done());
        timing_.begun = ImageTimes(recurrence_.begun());
        timing_.source_done = recurrence_.stream_of(kSource).avail.back();
        timing_.total = deadlock_end_(timing_);
        Census at_the_end = census_;
        take_counts(at_the_end, timing_.total - 1);
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

    void take_counts(Census& census, Cycle end) {
        census.advance(end);
        timing_.cycles = census.cycles();
        for (std::size_t s = 0; s < design_.stages.size(); ++s) {
            auto& inputs = timing_.input_high_water.emplace_back();
            for (std::size_t k = 0; k < design_.stages[s].inputs.size(); ++k)
                inputs.push_back(census.input_high_water(s, k));
            timing_.fifo_high_water.push_back(census.fifo_high_water(s));
        }
    }

    const Design& design_;
    const TimingOptions& options_;
    const DeadlockEnd& deadlock_end_;
    Recurrence recurrence_;
    Census census_;
    std::map<std::vector<std::int64_t>, ImageEnd> seen_;  // while searching: of at most most_images_to_repeat images
    std::int64_t looked_at_ = 0;
    ImageEnd before_, after_;  // the two ends with the same state
    std::optional<SteadyPeriod> period_;
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

Rate rate_of(const Design& design, std::int64_t images, std::int64_t most_images_to_repeat) {
    TimingOptions options;
    options.images = images;
    options.find_rate = true;
    options.most_images_to_repeat = most_images_to_repeat;
    return *time_images(design, options, [](const Timing& so_far) { return so_far.last_active + 1; }).rate;
}

std::string deadlock_sentence(const Design& design, const Census::Place& stuck, Cycle last_active) {
    if (stuck.stage < 0) return "deadlock: nothing moves after cycle " + std::to_string(last_active);
    const StageDesign& stage = design.stages[static_cast<std::size_t>(stuck.stage)];
    const InputBuffer& buffer = stage.inputs[static_cast<std::size_t>(stuck.input)];
    return "deadlock: buffer '" + buffer.name + "' (depth " + std::to_string(buffer.depth) + ") is full, and stage '" +
           stage.name + "' waits for more beats before it can go on";
}

}  // namespace hashiflex::core
