// SPDX-License-Identifier: Apache-2.0
// All that happens up to the cycle in which the source offers the last beat of the images admitted is known: later
// images come later. So after each image that part is told, in order of cycles, and forgotten.
#include "sim/fast/fast_timeline.h"

#include "sim/fast/stage_fills.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

namespace hashiflex {
namespace {

using core::Cycle;
using core::Times;

constexpr Cycle kNever = std::numeric_limits<Cycle>::max();

// Index of the first of times [from, until) that is not before `cycle`; `until` if there is none.
std::int64_t first_not_before(const Times& times, std::int64_t from, std::int64_t until, Cycle cycle) {
    while (from < until) {
        const std::int64_t middle = from + (until - from) / 2;
        if (times[middle] < cycle)
            from = middle + 1;
        else
            until = middle;
    }
    return from;
}

class Replay {
 public:
    Replay(const core::Design& design, const TimelineRequest& request, const TimelineRun& run,
           const Timeline::Warn& warn)
        : design_(design),
          run_(run),
          recurrence_(design, run.options),
          timeline_(design, request, run.writer.present, warn) {
        for (std::size_t s = 0; s < design.stages.size(); ++s) fills_.emplace_back(recurrence_, s);
        next_.resize(timeline_.blocks());
        queued_.resize(timeline_.blocks());
        if (!request.window) return;
        window_ = {static_cast<Cycle>(std::min<std::uint64_t>(request.window->first, kNever)),
                   static_cast<Cycle>(std::min<std::uint64_t>(request.window->second, kNever))};
        next_fills_ = window_.first;
    }

    bool stopped() {
        bool stop = false;
        const auto go_on = [&] { return !timeline_.full() && !(stop = run_.stop != nullptr && *run_.stop); };
        const Times& offered = recurrence_.stream_of(core::kSource).avail;
        std::int64_t before = -1;  // in a deadlock the source gets no further
        while (recurrence_.admitted() < run_.images && offered.size() > before && go_on()) {
            before = offered.size();
            recurrence_.admit();
            tell_until(std::min(offered.back(), run_.cycles - 1));
            forget();
        }
        if (!stop) tell_until(run_.cycles - 1);
        timeline_.close(static_cast<std::uint64_t>(stop ? told_until_ + 1 : run_.cycles));
        return stop;
    }

 private:
    // In one cycle acts come in the order of blocks, then what the weight writer does.
    using Event = std::pair<Cycle, std::size_t>;
    std::size_t writing_begins() const { return next_.size(); }
    std::size_t writing_ends() const { return next_.size() + 1; }
    std::size_t weights_switch() const { return next_.size() + 2; }

    const Times& times_of(std::size_t block) const {
        if (block == 0) return recurrence_.stream_of(core::kSource).pops();
        if (block <= fills_.size()) return recurrence_.stages()[block - 1].steps;
        return recurrence_.stream_of(static_cast<int>(fills_.size()) - 1).pops();
    }

    // The next act that is shown: in the window all, elsewhere those at which a row begins or ends. If it is not known
    // yet, then because it comes with a later image.
    void queue_next(std::size_t block) {
        const Times& times = times_of(block);
        std::int64_t& next = next_[block];
        if (queued_[block] || next >= times.size()) return;
        const std::int64_t edge = timeline_.plan(block).next_edge(next);
        const std::int64_t in_window = first_not_before(times, next, std::min(edge, times.size()), window_.first);
        if (in_window < std::min(edge, times.size()) && times[in_window] <= window_.second)
            next = in_window;
        else if (edge < times.size())
            next = edge;
        else
            return;
        queued_[block] = true;
        events_.push({times[next], block});
    }

    void tell_until(Cycle last) {
        for (std::size_t block = 0; block < next_.size(); ++block) queue_next(block);
        while (!timeline_.full()) {
            const Cycle next = events_.empty() ? kNever : events_.top().first;
            if (next_fills_ <= std::min({next, last, window_.second})) {
                tell_all_fills(next_fills_++);
                continue;
            }
            if (next > last) break;
            const Event event = events_.top();
            events_.pop();
            tell(event);
        }
        told_until_ = last;
    }

    void tell(const Event& event) {
        const auto cycle = static_cast<std::uint64_t>(event.first);
        if (event.second == writing_begins()) return timeline_.writing_begins(cycle);
        if (event.second == writing_ends()) return timeline_.writing_ends(cycle);
        if (event.second == weights_switch()) return timeline_.weights_switch(cycle, switched_to_);
        tell_act(event.first, event.second);
    }

    void tell_act(Cycle cycle, std::size_t block) {
        const ActPlan& plan = timeline_.plan(block);
        const std::int64_t n = next_[block]++;
        queued_[block] = false;
        const bool stage = block > 0 && block <= fills_.size();
        if (stage && plan.act(n).begins_row) tell_fills(cycle, block - 1);
        timeline_.act(static_cast<std::uint64_t>(cycle), block, n);
        if (run_.writer.present && block == fills_.size() && plan.begins_image(n))
            look_at_writer(cycle, plan.image_of(n));
        queue_next(block);
    }

    // The NPU begins an image.
    void look_at_writer(Cycle cycle, std::int64_t image) {
        if (image == run_.writer.at_image) {
            commit_ = cycle + 1 + run_.writer.writes();
            events_.push({cycle + 1, writing_begins()});
            events_.push({commit_, writing_ends()});
        }
        if (cycle <= commit_) return;
        commit_ = kNever;
        switched_to_ = static_cast<std::uint64_t>(image);
        events_.push({cycle, weights_switch()});
    }

    void tell_all_fills(Cycle cycle) {
        for (std::size_t s = 0; s < fills_.size(); ++s) tell_fills(cycle, s);
    }
    void tell_fills(Cycle cycle, std::size_t stage) {
        fills_[stage].before(cycle, counted_);
        timeline_.fills(static_cast<std::uint64_t>(cycle), stage, counted_);
    }

    void forget() {
        std::vector<std::int64_t> beats(next_.size());  // of the source, then of the stages
        for (std::size_t p = 0; p < beats.size(); ++p) beats[p] = p == 0 ? next_[0] : 0;
        for (std::size_t s = 0; s < fills_.size(); ++s) beats[s + 1] = fills_[s].output_beats();
        beats[fills_.size()] = std::min(beats[fills_.size()], next_.back());
        for (std::size_t s = 0; s < fills_.size(); ++s) {
            const auto& inputs = design_.stages[s].inputs;
            for (std::size_t k = 0; k < inputs.size(); ++k) {
                std::int64_t& of_producer = beats[static_cast<std::size_t>(inputs[k].producer + 1)];
                of_producer = std::min(of_producer, fills_[s].input_beats(k));
            }
            recurrence_.forget_steps(s, std::min(fills_[s].steps(), next_[s + 1]));
        }
        for (std::size_t p = 0; p <= fills_.size(); ++p) recurrence_.forget_beats(static_cast<int>(p) - 1, beats[p]);
    }

    const core::Design& design_;
    const TimelineRun& run_;
    core::Recurrence recurrence_;
    Timeline timeline_;
    std::vector<StageFills> fills_;
    Timeline::Fills counted_;
    std::vector<std::int64_t> next_;  // act of each block
    std::vector<bool> queued_;        // is it in events_?
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::pair<Cycle, Cycle> window_{kNever, -1};
    Cycle next_fills_ = kNever;  // the first cycle of the window of which they are not told
    Cycle told_until_ = -1;
    Cycle commit_ = kNever;
    std::uint64_t switched_to_ = 0;
};

}  // namespace

bool write_timeline(const core::Design& design, const TimelineRequest& request, const TimelineRun& run,
                    const Timeline::Warn& warn) {
    return Replay(design, request, run, warn).stopped();
}

}  // namespace hashiflex
