// SPDX-License-Identifier: Apache-2.0
#include "modules/core/timing/census.h"

#include <algorithm>
#include <variant>

namespace hashiflex::core {
namespace {

// Accepting a beat is work already.
bool is_pool(const Operator& op) {
    return std::holds_alternative<Pool>(op) || std::holds_alternative<GlobalPool>(op);
}

}  // namespace

Census::Census(const Recurrence& recurrence) : recurrence_(recurrence) {
    streams_.resize(recurrence.stages().size() + 1);
    for (const auto& stage : recurrence.stages()) stages_.emplace_back().inputs.resize(stage.inputs.size());
}

void Census::advance(Cycle now) {
    now_ = now;
    for (std::size_t s = 0; s < stages_.size(); ++s) advance_stage(s);
    for (std::size_t p = 0; p < streams_.size(); ++p) advance_stream(p);
}

void Census::advance_stage(std::size_t s) {
    const Recurrence::Stage& stage = recurrence_.stages()[s];
    Stage& seen = stages_[s];
    for (std::size_t k = 0; k < seen.inputs.size(); ++k) advance_arrivals(s, k);
    const std::int64_t start = seen.steps;
    for (; seen.steps < stage.steps.size() && stage.steps[seen.steps] <= now_; ++seen.steps)
        seen.blocked += stage.steps[seen.steps] - stage.fed[seen.steps];
    if (seen.steps > start) last_active_ = std::max(last_active_, stage.steps[seen.steps - 1]);
}

void Census::advance_arrivals(std::size_t s, std::size_t k) {
    const Recurrence::Stage& stage = recurrence_.stages()[s];
    const Recurrence::Input& input = stage.inputs[k];
    const Times& moves = input.branch->moves;
    Arrivals& seen = stages_[s].inputs[k];
    const bool pool = is_pool(stage.design->op);
    const std::int32_t steps = stage.design->program.steps();
    const std::int64_t start = seen.count;
    for (; seen.count < moves.size() && moves[seen.count] <= now_; ++seen.count) {
        const Cycle time = moves[seen.count];
        // Nothing can be above a full buffer: the search for a higher mark ends there.
        if (seen.most >= input.branch->depth && !pool) continue;
        if (pool) count_arrival_as_work(s, seen.steps, time);
        for (; seen.steps < stage.steps.size() && stage.steps[seen.steps] <= time; ++seen.steps) {
            seen.released = seen.image * input.beats + input.released[seen.step];
            if (++seen.step == steps) seen.step = 0, ++seen.image;
        }
        seen.most = std::max(seen.most, seen.count + 1 - seen.released);
    }
    if (seen.count > start) last_active_ = std::max(last_active_, moves[seen.count - 1]);
}

// `step`: none before it is taken later than the arrival before this one.
void Census::count_arrival_as_work(std::size_t s, std::int64_t step, Cycle time) {
    const Recurrence::Stage& stage = recurrence_.stages()[s];
    while (step < stage.steps.size() && stage.steps[step] < time) ++step;
    if (step < stage.steps.size() && stage.steps[step] == time) return;
    ++stages_[s].only_arrived;
    Cycle since = 0;
    if (fed_by(stage, step, time, since)) ++stages_[s].arrived_blocked;
}

// Had all inputs of a step arrived before edge `time`, and since when could it be taken? The one before it has been.
bool Census::fed_by(const Recurrence::Stage& stage, std::int64_t step, Cycle time, Cycle& since) const {
    if (step < stage.fed.size()) {
        since = stage.fed[step];
        return since <= time;
    }
    const std::int32_t steps = stage.design->program.steps();
    since = step == 0 ? 0 : stage.steps[step - 1] + 1;
    for (const auto& input : stage.inputs) {
        const std::int64_t needed = step / steps * input.beats + input.needed[step % steps];
        if (needed > input.branch->moves.size()) return false;
        if (needed > 0) since = std::max(since, input.branch->moves[needed - 1] + 1);
    }
    return since <= time;
}

std::int64_t Census::latency(std::size_t p) const {
    return p == 0 ? -1 : recurrence_.stages()[p - 1].design->latency;
}

// The first edge at which a beat stands at the end of the FIFO.
Cycle Census::offered(const Recurrence::Stream& stream, std::int64_t beat) const {
    return beat == 0 ? stream.avail[0] : std::max(stream.avail[beat], stream.pops()[beat - 1] + 1);
}

void Census::advance_stream(std::size_t p) {
    const Recurrence::Stream& times = stream(p);
    const Times& pops = times.pops();
    Stream& seen = streams_[p];
    const std::int64_t depth = p == 0 ? 1 : recurrence_.stages()[p - 1].fifo_depth;
    const std::int64_t since_start = latency(p) + 1;
    for (; seen.started < times.avail.size() && times.avail[seen.started] - since_start <= now_; ++seen.started) {
        if (seen.most >= depth) continue;
        const Cycle start = times.avail[seen.started] - since_start;
        while (seen.popped_start < pops.size() && pops[seen.popped_start] < start) ++seen.popped_start;
        seen.most = std::max(seen.most, seen.started + 1 - seen.popped_start);
    }
    const bool port = p == 0 || p + 1 == streams_.size();
    const std::int64_t before = seen.popped;
    for (; seen.popped < pops.size() && pops[seen.popped] <= now_; ++seen.popped)
        if (port) seen.waited += pops[seen.popped] - offered(times, seen.popped);
    if (seen.popped > before) last_active_ = std::max(last_active_, pops[seen.popped - 1]);
}

BlockCycles Census::stage_cycles(std::size_t s) const {
    const Stage& seen = stages_[s];
    BlockCycles cycles;
    cycles.busy = seen.steps + seen.only_arrived;
    cycles.blocked = seen.blocked - seen.arrived_blocked;
    Cycle since = 0;
    if (fed_by(recurrence_.stages()[s], seen.steps, now_, since)) cycles.blocked += now_ + 1 - since;
    cycles.starved = now_ + 1 - cycles.busy - cycles.blocked;
    return cycles;
}

BlockCycles Census::port_cycles(std::size_t p) const {
    const Stream& seen = streams_[p];
    BlockCycles cycles;
    cycles.busy = seen.popped;
    cycles.blocked = seen.waited;
    if (seen.started > seen.popped) cycles.blocked += std::max<Cycle>(now_ + 1 - offered(stream(p), seen.popped), 0);
    cycles.starved = now_ + 1 - cycles.busy - cycles.blocked;
    return cycles;
}

ChipCycles Census::cycles() const {
    ChipCycles cycles;
    cycles.source = port_cycles(0);
    cycles.sink = port_cycles(streams_.size() - 1);
    for (std::size_t s = 0; s < stages_.size(); ++s) cycles.stages.push_back(stage_cycles(s));
    return cycles;
}

void Census::append_state(std::int64_t base, std::vector<std::int64_t>& state) const {
    for (std::size_t p = 0; p < streams_.size(); ++p) {
        const Stream& seen = streams_[p];
        const Recurrence::Stream& times = stream(p);
        const std::int64_t beats = recurrence_.design().grid_of(static_cast<int>(p) - 1).beats();
        state.push_back(seen.popped - base * beats);
        state.push_back(seen.started - seen.popped);
        // A beat that is through the pipeline only waits: since when does not matter. Those in flight are behind it.
        std::int64_t in_flight = seen.started;
        while (in_flight > seen.popped && times.avail[in_flight - 1] - now_ - 1 > 0) --in_flight;
        state.push_back(seen.started - in_flight);
        for (std::int64_t n = in_flight; n < seen.started; ++n) state.push_back(times.avail[n] - now_ - 1);
        for (const auto& branch : times.branches) {
            if (branch.stage < 0) continue;
            const std::int64_t arrived = stages_[static_cast<std::size_t>(branch.stage)].inputs[branch.input].count;
            // A beat that a consumer has seen offered counts as another state than one that it has not.
            const bool waits = arrived == seen.popped && seen.started > arrived && offered(times, arrived) <= now_;
            state.push_back(arrived - base * beats);
            state.push_back(waits ? 1 : 0);
        }
    }
    for (std::size_t s = 0; s < stages_.size(); ++s)
        state.push_back(stages_[s].steps - base * recurrence_.stages()[s].design->program.steps());
}

Census::Place Census::stuck_input() const {
    for (std::size_t s = 0; s < stages_.size(); ++s) {
        const Recurrence::Stage& stage = recurrence_.stages()[s];
        const std::int64_t image = stages_[s].steps / stage.design->program.steps();
        const std::int64_t step = stages_[s].steps % stage.design->program.steps();
        bool fed = true;
        for (std::size_t k = 0; k < stage.inputs.size(); ++k)
            fed &= stages_[s].inputs[k].count >= image * stage.inputs[k].beats + stage.inputs[k].needed[step];
        for (std::size_t k = 0; k < stage.inputs.size() && !fed; ++k) {
            const Recurrence::Input& input = stage.inputs[k];
            const std::int64_t released = image * input.beats + (step == 0 ? 0 : input.released[step - 1]);
            if (stages_[s].inputs[k].count - released >= input.branch->depth)
                return {static_cast<int>(s), static_cast<int>(k)};
        }
    }
    return {};
}

void Census::forget(Recurrence& recurrence) const {
    for (std::size_t s = 0; s < stages_.size(); ++s) {
        std::int64_t steps = stages_[s].steps - 1;
        for (std::size_t k = 0; k < stages_[s].inputs.size(); ++k) {
            const Arrivals& seen = stages_[s].inputs[k];
            const bool done = seen.most >= recurrence.stages()[s].inputs[k].branch->depth;
            if (!done || is_pool(recurrence.stages()[s].design->op)) steps = std::min(steps, seen.steps - 1);
        }
        recurrence.forget_steps(s, steps);
    }
    for (std::size_t p = 0; p < streams_.size(); ++p) {
        const Stream& seen = streams_[p];
        const std::int64_t depth = p == 0 ? 1 : recurrence.stages()[p - 1].fifo_depth;
        std::int64_t beats = seen.popped - 1;
        if (seen.most < depth) beats = std::min(beats, seen.popped_start);
        recurrence.forget_beats(static_cast<int>(p) - 1, beats);
    }
}

}  // namespace hashiflex::core
