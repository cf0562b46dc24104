// SPDX-License-Identifier: Apache-2.0
// What an observer of the running chip has counted up to a cycle, from the times of the recurrence.
#pragma once

#include "modules/core/timing/recurrence.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// Each cycle is exactly one of the three; they sum to the total (docs/microarchitecture.md, states and metrics).
struct BlockCycles {
    std::int64_t busy = 0;
    std::int64_t starved = 0;
    std::int64_t blocked = 0;
};

struct ChipCycles {
    BlockCycles source, sink;
    std::vector<BlockCycles> stages;
};

class Census {
 public:
    explicit Census(const Recurrence& recurrence);

    // Looks at all that happened up to edge `now`, included. The recurrence must know all of it; never goes back.
    void advance(Cycle now);
    // Of cycles 0 .. now.
    ChipCycles cycles() const;
    // Most beats held by the input, or counted in the FIFO, after any edge up to now.
    std::int64_t input_high_water(std::size_t stage, std::size_t input) const {
        return stages_[stage].inputs[input].most;
    }
    std::int64_t fifo_high_water(std::size_t stage) const { return streams_[stage + 1].most; }
    // All that decides the future after edge now, relative to it and to image `base`: equal states, equal futures.
    // Appended to `state`.
    void append_state(std::int64_t base, std::vector<std::int64_t>& state) const;
    // Images of which the source has offered a beat.
    std::int64_t images_begun() const {
        const std::int64_t beats = recurrence_.design().source.grid.beats();
        return (streams_.front().started + beats - 1) / beats;
    }
    // An input that is full although its stage needs more beats to go on, in the order of stages and inputs; -1: none.
    struct Place {
        int stage = -1;
        int input = -1;
    };
    Place stuck_input() const;
    // The last cycle up to now in which anything moved.
    Cycle last_active() const { return last_active_; }
    // Lets the recurrence forget what will not be looked at again.
    void forget(Recurrence& recurrence) const;

 private:
    struct Arrivals {
        std::int64_t count = 0;  // beats that have arrived
        std::int64_t most = 0;   // held after an arrival
        // Steps taken up to the last arrival, and beats given up by them.
        std::int64_t steps = 0;
        std::int64_t image = 0;
        std::int32_t step = 0;
        std::int64_t released = 0;
    };
    struct Stage {
        std::int64_t steps = 0;            // taken
        std::int64_t blocked = 0;          // cycles, before the steps that were taken
        std::int64_t only_arrived = 0;     // pools: cycles in which a beat arrived and no step was taken,
        std::int64_t arrived_blocked = 0;  // and those of them in which the stage was blocked
        std::vector<Arrivals> inputs;
    };
    struct Stream {
        std::int64_t started = 0;  // beats
        std::int64_t popped = 0;
        std::int64_t most = 0;          // started and not popped
        std::int64_t popped_start = 0;  // popped before the last start
        std::int64_t waited = 0;        // cycles that beats were offered before they were popped
    };

    void advance_stage(std::size_t s);
    void advance_arrivals(std::size_t s, std::size_t k);
    void count_arrival_as_work(std::size_t s, std::int64_t step, Cycle time);
    void advance_stream(std::size_t p);
    const Recurrence::Stream& stream(std::size_t p) const { return recurrence_.stream_of(static_cast<int>(p) - 1); }
    std::int64_t latency(std::size_t p) const;
    Cycle offered(const Recurrence::Stream& stream, std::int64_t beat) const;
    bool fed_by(const Recurrence::Stage& stage, std::int64_t step, Cycle time, Cycle& since) const;
    BlockCycles stage_cycles(std::size_t s) const;
    BlockCycles port_cycles(std::size_t p) const;

    const Recurrence& recurrence_;
    Cycle now_ = -1;
    Cycle last_active_ = 0;
    std::vector<Stage> stages_;
    std::vector<Stream> streams_;  // [0] of the source, [s + 1] of stage s
};

}  // namespace hashiflex::core
