// SPDX-License-Identifier: Apache-2.0
// When every beat of a design moves, from what it waits for: the contract of time as a max-plus recurrence.
//
// Over cycles t (rising edges), for output beat n of a stage with latency L and FIFO depth F, step j, and an input
// buffer of depth D:
//   fed[j]    = the largest of step[j-1] + 1 and move[needed(j) - 1] + 1 for every input
//   step[j]  >= fed[j],  pop[n - F] + 1 if it emits beat n
//   avail[n]  = step that emits n + L + 1
//   move_b[n] >= avail[n],  pop[n-1] + 1,  release[n - D] + 1 at consumer b;   pop[n] = max over b
//   release[m] = the step that gives up beat m
// and every time is the smallest that satisfies its lines. The SystemC modules know nothing of this file.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/timing/times.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace hashiflex::core {

struct RecurrenceOptions {
    std::int64_t images = 1;                 // of solve()
    bool auto_unbounded = false;             // `auto` buffers and FIFOs never fill
    bool npu_unbounded = false;              // the feature buffer never fills: no back-pressure from the NPU
    Cycle source_pace = 0;                   // image i is not offered before i * source_pace
    std::function<bool(Cycle)> source_open;  // may a new beat be offered? empty: always
    std::function<bool(Cycle)> sink_ready;   // empty: always
};

// The recurrence image by image. No time of an image depends on a later image, so those of the images admitted are
// final.
class Recurrence {
 public:
    static constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();

    // One consumer of a stream.
    struct Branch {
        int stage = -1;  // -1: the sink
        std::size_t input = 0;
        std::int64_t depth = kUnbounded;
        Times moves;
        // The beat whose place the next one takes, and the first step of its image.
        std::int32_t freed = 0;
        std::int64_t freed_base = 0;
    };
    // The beats of one producer.
    struct Stream {
        Times avail;
        std::vector<Branch> branches;
        Times fork_pops;

        Times::Ring pops_ring() { return branches.size() == 1 ? branches.front().moves.ring() : fork_pops.ring(); }
        const Times& pops() const { return branches.size() == 1 ? branches.front().moves : fork_pops; }
    };
    struct Input {
        Branch* branch = nullptr;
        std::int64_t beats = 0;                // per image
        const std::int32_t* needed = nullptr;  // by step, within an image
        const std::int32_t* released = nullptr;
        std::vector<std::int32_t> giving_step;  // by beat: the step that gives it up
    };
    struct Stage {
        const StageDesign* design = nullptr;
        std::int64_t fifo_depth = kUnbounded;
        std::vector<Input> inputs;
        Times steps;
        Times fed;
        // Of the next step:
        std::int64_t image = 0;
        std::int32_t step = 0;

        std::vector<Stage*> neighbours;
        bool awake = true;  // something new is known that may let it go on
    };

    // `design` must outlive it; `options.images` does not count.
    Recurrence(const Design& design, RecurrenceOptions options);
    Recurrence(const Recurrence&) = delete;
    Recurrence& operator=(const Recurrence&) = delete;

    // The source offers so many more images: computes all that follows.
    void admit(std::int64_t images = 1);

    std::int64_t admitted() const { return admitted_; }
    // [image]: when its last result beat left, and when the last stage took its first step for it. Shorter than
    // admitted(): deadlock.
    const std::vector<Cycle>& done() const { return done_; }
    const std::vector<Cycle>& begun() const { return begun_; }
    const Design& design() const { return design_; }
    const std::vector<Stage>& stages() const { return stages_; }
    const Stream& stream_of(int producer) const { return streams_[static_cast<std::size_t>(producer + 1)]; }

    // What an observer has seen may be forgotten, as far as no later time needs it. By number of events.
    void forget_steps(std::size_t stage, std::int64_t before);
    void forget_beats(int producer, std::int64_t before);

 private:
    void find_neighbours();
    // Each computes what it can from what is known, and says whether it was anything.
    bool advance(Stage& stage);
    bool advance_alone(Stage& stage, Stream& in, Stream& out);
    bool move_beats(std::size_t stream);
    bool offer();
    bool move_beat(const Stream& stream, Branch& branch);
    bool move_to_all(Stream& stream);
    bool take_step(Stage& stage, Stream& out);

    const Design& design_;
    RecurrenceOptions options_;
    std::int64_t admitted_ = 0;
    std::vector<Stream> streams_;  // [0] of the source, [s + 1] of stage s
    std::vector<Stage> stages_;
    std::vector<Cycle> done_, begun_;
};

struct RecurrenceTimes {
    std::vector<std::vector<std::vector<Cycle>>> moves;     // [stage][input][beat]: when it entered that buffer
    std::vector<std::vector<std::vector<Cycle>>> releases;  // [stage][input][beat]: when it was given up
    std::vector<std::vector<Cycle>> steps;                  // [stage][step]
    std::vector<Cycle> results;                             // [beat] of the last stage, at the sink
    std::vector<Cycle> image_done;                          // [image]; shorter than asked: deadlock
};

// All that happens until every image is through, or nothing can move any more.
RecurrenceTimes solve(const Design& design, const RecurrenceOptions& options);

}  // namespace hashiflex::core
