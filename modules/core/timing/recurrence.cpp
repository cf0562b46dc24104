// SPDX-License-Identifier: Apache-2.0
#include "modules/core/timing/recurrence.h"

#include <algorithm>
#include <limits>

namespace hashiflex::core {
namespace {

constexpr Cycle kUnbounded = std::numeric_limits<Cycle>::max();

// The consumers of one producer, and when its beats became available and left.
struct Stream {
    struct Branch {
        std::vector<Cycle>* moves = nullptr;
        const std::vector<Cycle>* releases = nullptr;  // null: the sink
        Cycle depth = kUnbounded;
    };
    std::vector<Cycle> avail;
    std::vector<Cycle> pop;
    std::vector<Branch> branches;
};

class Solver {
 public:
    Solver(const Design& design, const RecurrenceOptions& options) : design_(design), options_(options) {
        const std::size_t stages = design.stages.size();
        streams_.resize(stages + 1);
        last_step_.assign(stages, -1);
        times_.moves.resize(stages);
        times_.releases.resize(stages);
        times_.steps.resize(stages);
        for (std::size_t s = 0; s < stages; ++s) {
            times_.moves[s].resize(design.stages[s].inputs.size());
            times_.releases[s].resize(design.stages[s].inputs.size());
        }
        for (std::size_t s = 0; s < stages; ++s) connect_inputs(s);
        streams_.back().branches.push_back({&times_.results, nullptr, kUnbounded});
    }

    RecurrenceTimes run() {
        for (bool progress = true; progress;) {
            progress = offer_from_source();
            progress |= move_beats(0);
            for (std::size_t s = 0; s < design_.stages.size(); ++s) {
                progress |= run_steps(s);
                progress |= move_beats(s + 1);
            }
        }
        const auto per_image = static_cast<std::size_t>(design_.stages.back().grid.beats());
        for (std::size_t last = per_image; last <= times_.results.size(); last += per_image)
            times_.image_done.push_back(times_.results[last - 1]);
        return std::move(times_);
    }

 private:
    Stream& stream_of(int producer) { return streams_[static_cast<std::size_t>(producer + 1)]; }

    void connect_inputs(std::size_t s) {
        for (std::size_t k = 0; k < design_.stages[s].inputs.size(); ++k) {
            const InputBuffer& buffer = design_.stages[s].inputs[k];
            const bool unbounded = (buffer.automatic && options_.auto_unbounded) ||
                                   (buffer.kind == BufferKind::feature && options_.npu_unbounded);
            auto& branches = stream_of(buffer.producer).branches;
            branches.resize(std::max(branches.size(), static_cast<std::size_t>(buffer.branch) + 1));
            branches[static_cast<std::size_t>(buffer.branch)] = {&times_.moves[s][k], &times_.releases[s][k],
                                                                 unbounded ? kUnbounded : buffer.depth};
        }
    }

    bool offer_from_source() {
        Stream& stream = streams_.front();
        const auto beats = static_cast<std::size_t>(design_.source.grid.beats());
        const std::size_t n = stream.avail.size();
        if (n >= beats * static_cast<std::size_t>(options_.images) || stream.pop.size() < n) return false;
        Cycle t = n == 0 ? 0 : stream.pop.back() + 1;
        t = std::max(t, static_cast<Cycle>(n / beats) * options_.source_pace);
        while (options_.source_open && !options_.source_open(t)) ++t;
        stream.avail.push_back(t);
        return true;
    }

    // When the consumer behind `branch` has room for beat n, or nothing if that is not known yet.
    bool room(const Stream::Branch& branch, std::size_t n, Cycle& t) const {
        if (branch.releases == nullptr) {
            while (options_.sink_ready && !options_.sink_ready(t)) ++t;
            return true;
        }
        if (branch.depth == kUnbounded || n < static_cast<std::size_t>(branch.depth)) return true;
        const std::size_t before = n - static_cast<std::size_t>(branch.depth);
        if (before >= branch.releases->size()) return false;
        t = std::max(t, (*branch.releases)[before] + 1);
        return true;
    }

    bool move_beats(std::size_t producer) {
        Stream& stream = streams_[producer];
        bool progress = false;
        for (std::size_t n = stream.pop.size(); n < stream.avail.size(); ++n) {
            const Cycle head = std::max(stream.avail[n], n == 0 ? 0 : stream.pop[n - 1] + 1);
            Cycle last = head;
            bool all = true;
            for (auto& branch : stream.branches) {
                if (branch.moves->size() == n) {
                    Cycle t = head;
                    if (room(branch, n, t)) {
                        branch.moves->push_back(t);
                        progress = true;
                    }
                }
                if (branch.moves->size() > n)
                    last = std::max(last, (*branch.moves)[n]);
                else
                    all = false;
            }
            if (!all) break;
            stream.pop.push_back(last);
            progress = true;
        }
        return progress;
    }

    bool run_steps(std::size_t s) {
        const StageDesign& stage = design_.stages[s];
        const auto steps = static_cast<std::size_t>(stage.program.steps());
        Stream& out = streams_[s + 1];
        const bool credit_limited = !(stage.fifo.automatic && options_.auto_unbounded);
        bool progress = false;
        for (;;) {
            const std::size_t image = times_.steps[s].size() / steps;
            const std::size_t local = times_.steps[s].size() % steps;
            if (image >= static_cast<std::size_t>(options_.images)) return progress;
            Cycle t = last_step_[s] + 1;
            for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
                const InputSchedule& schedule = stage.program.inputs[k];
                const auto needed =
                    image * static_cast<std::size_t>(schedule.beats) + static_cast<std::size_t>(schedule.needed[local]);
                if (times_.moves[s][k].size() < needed) return progress;
                if (needed > 0) t = std::max(t, times_.moves[s][k][needed - 1] + 1);
            }
            const bool emits = stage.program.emits[local] != 0;
            const auto depth = static_cast<std::size_t>(stage.fifo.depth);
            if (emits && credit_limited && out.avail.size() >= depth) {
                const std::size_t before = out.avail.size() - depth;
                if (before >= out.pop.size()) return progress;
                t = std::max(t, out.pop[before] + 1);
            }
            last_step_[s] = t;
            times_.steps[s].push_back(t);
            for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
                const InputSchedule& schedule = stage.program.inputs[k];
                times_.releases[s][k].resize(image * static_cast<std::size_t>(schedule.beats) +
                                                 static_cast<std::size_t>(schedule.released[local]),
                                             t);
            }
            if (emits) out.avail.push_back(t + stage.latency + 1);
            progress = true;
        }
    }

    const Design& design_;
    const RecurrenceOptions& options_;
    std::vector<Stream> streams_;  // [0] of the source, [s + 1] of stage s
    std::vector<Cycle> last_step_;
    RecurrenceTimes times_;
};

}  // namespace

RecurrenceTimes solve(const Design& design, const RecurrenceOptions& options) {
    return Solver(design, options).run();
}

}  // namespace hashiflex::core
