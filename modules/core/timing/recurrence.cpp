// SPDX-License-Identifier: Apache-2.0
#include "modules/core/timing/recurrence.h"

#include <algorithm>
#include <utility>

namespace hashiflex::core {
namespace {

// Which step of an image gives up beat m?
std::vector<std::int32_t> giving_steps(const InputSchedule& schedule) {
    std::vector<std::int32_t> steps;
    steps.reserve(static_cast<std::size_t>(schedule.beats));
    for (std::size_t s = 0; s < schedule.released.size(); ++s)
        steps.resize(static_cast<std::size_t>(schedule.released[s]), static_cast<std::int32_t>(s));
    return steps;
}

}  // namespace

Recurrence::Recurrence(const Design& design, RecurrenceOptions options)
    : design_(design), options_(std::move(options)) {
    const std::size_t count = design.stages.size();
    streams_.resize(count + 1);
    stages_.resize(count);
    streams_.front().branches.resize(static_cast<std::size_t>(design.source.branches));
    for (std::size_t s = 0; s < count; ++s)
        streams_[s + 1].branches.resize(static_cast<std::size_t>(design.stages[s].branches));
    for (std::size_t s = 0; s < count; ++s) {
        const StageDesign& stage = design.stages[s];
        stages_[s].design = &stage;
        if (!stage.fifo.automatic || !options_.auto_unbounded) stages_[s].fifo_depth = stage.fifo.depth;
        for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
            const InputBuffer& buffer = stage.inputs[k];
            const InputSchedule& schedule = stage.program.inputs[k];
            Branch& branch = streams_[static_cast<std::size_t>(buffer.producer + 1)]
                                 .branches[static_cast<std::size_t>(buffer.branch)];
            const bool unbounded = (buffer.automatic && options_.auto_unbounded) ||
                                   (buffer.kind == BufferKind::feature && options_.npu_unbounded);
            branch.stage = static_cast<int>(s);
            branch.input = k;
            if (!unbounded) branch.depth = buffer.depth;
            stages_[s].inputs.push_back(
                {&branch, schedule.beats, schedule.needed.data(), schedule.released.data(), giving_steps(schedule)});
        }
    }
    find_neighbours();
}

// Whose times may become known with those of a stage: its producers and consumers, and the other consumers of its
// producers.
void Recurrence::find_neighbours() {
    const auto consumers = [&](Stage& stage, const Stream& stream) {
        for (const Branch& branch : stream.branches)
            if (branch.stage >= 0) stage.neighbours.push_back(&stages_[static_cast<std::size_t>(branch.stage)]);
    };
    for (std::size_t s = 0; s < stages_.size(); ++s) {
        consumers(stages_[s], streams_[s + 1]);
        for (const InputBuffer& buffer : stages_[s].design->inputs) {
            consumers(stages_[s], stream_of(buffer.producer));
            if (buffer.producer != kSource)
                stages_[s].neighbours.push_back(&stages_[static_cast<std::size_t>(buffer.producer)]);
        }
    }
}

void Recurrence::admit(std::int64_t images) {
    admitted_ += images;
    for (std::size_t p = 0; p < streams_.size(); ++p) {
        Stream& stream = streams_[p];
        const std::int64_t beats = images * design_.grid_of(static_cast<int>(p) - 1).beats();
        stream.avail.make_room(beats);
        for (auto& branch : stream.branches) branch.moves.make_room(beats);
        if (stream.branches.size() > 1) stream.fork_pops.make_room(beats);
    }
    for (Stage& stage : stages_) {
        stage.steps.make_room(images * stage.design->program.steps());
        stage.fed.make_room(images * stage.design->program.steps());
    }
    for (Stage& stage : stages_) stage.awake = true;
    for (bool progress = true; progress;) {
        progress = false;
        for (Stage& stage : stages_) {
            if (!stage.awake) continue;
            stage.awake = false;
            if (!advance(stage)) continue;
            progress = true;
            for (Stage* neighbour : stage.neighbours) neighbour->awake = true;
        }
        progress |= move_beats(stages_.size());
        stages_.back().awake = true;
    }
    const Times& results = streams_.back().branches.front().moves;
    const std::int64_t per_image = design_.stages.back().grid.beats();
    while (static_cast<std::int64_t>(done_.size() + 1) * per_image <= results.size())
        done_.push_back(results[static_cast<std::int64_t>(done_.size() + 1) * per_image - 1]);
}

// Takes steps and beats by turns, as far as is known. Small buffers let few beats in between two steps.
bool Recurrence::advance(Stage& stage) {
    Stream& out = streams_[static_cast<std::size_t>(&stage - stages_.data()) + 1];
    const int producer = stage.design->inputs.front().producer;
    if (stage.inputs.size() == 1 && producer != kSource && stream_of(producer).branches.size() == 1)
        return advance_alone(stage, streams_[static_cast<std::size_t>(producer + 1)], out);
    bool any = false;
    for (bool progress = true; progress;) {
        progress = false;
        while (take_step(stage, out)) progress = true;
        for (const InputBuffer& buffer : stage.design->inputs)
            progress |= move_beats(static_cast<std::size_t>(buffer.producer + 1));
        any |= progress;
    }
    return any;
}

// The same for a stage with one input that no other stage reads, which most are: all that changes is in registers.
bool Recurrence::advance_alone(Stage& stage, Stream& in, Stream& out) {
    const Input& input = stage.inputs.front();
    Branch& branch = *input.branch;
    const StepProgram& program = stage.design->program;
    const char* const emits = program.emits.data();
    const std::int32_t* const giving_step = input.giving_step.data();
    const std::int32_t steps_per_image = program.steps();
    const std::int64_t beats_per_image = input.beats;
    const std::int64_t input_depth = branch.depth, fifo_depth = stage.fifo_depth;
    const std::int64_t latency = stage.design->latency + 1;
    const Times::Ring offered = in.avail.ring(), moves = branch.moves.ring(), steps = stage.steps.ring(),
                      fed_since = stage.fed.ring(), started = out.avail.ring(), pops = out.pops_ring();
    const std::int64_t beats_offered = in.avail.size(), beats_popped = out.pops().size();

    std::int64_t moved = branch.moves.size(), taken = stage.steps.size(), emitted = out.avail.size();
    std::int64_t image_beats = stage.image * beats_per_image;
    std::int32_t step = stage.step;
    std::int32_t freed = branch.freed;
    std::int64_t freed_base = branch.freed_base;
    Cycle last_move = moved == 0 ? -1 : moves[moved - 1];
    Cycle last_step = taken == 0 ? -1 : steps[taken - 1];
    for (;;) {
        for (; moved < beats_offered; ++moved) {
            Cycle t = std::max(offered[moved], last_move + 1);
            if (moved >= input_depth) {
                const std::int64_t giving = freed_base + giving_step[freed];
                if (giving >= taken) break;
                t = std::max(t, steps[giving] + 1);
                if (++freed == beats_per_image) freed = 0, freed_base += steps_per_image;
            }
            moves[moved] = last_move = t;
        }
        const std::int64_t needed = image_beats + input.needed[step];
        if (needed > moved) break;
        const Cycle fed = std::max(last_step, moves[needed - 1]) + 1;
        Cycle t = fed;
        if (emits[step] != 0) {
            if (emitted >= fifo_depth) {
                if (emitted - fifo_depth >= beats_popped) break;
                t = std::max(t, pops[emitted - fifo_depth] + 1);
            }
            started[emitted++] = t + latency;
        }
        if (step == 0 && &stage == &stages_.back()) begun_.push_back(t);
        fed_since[taken] = fed;
        steps[taken++] = last_step = t;
        if (++step == steps_per_image) {
            step = 0;
            ++stage.image;
            image_beats += beats_per_image;
        }
    }
    const bool progress = moved > branch.moves.size() || taken > stage.steps.size();
    branch.moves.set_size(moved);
    branch.freed = freed;
    branch.freed_base = freed_base;
    stage.steps.set_size(taken);
    stage.fed.set_size(taken);
    stage.step = step;
    out.avail.set_size(emitted);
    return progress;
}

bool Recurrence::move_beats(std::size_t p) {
    Stream& stream = streams_[p];
    const bool fork = stream.branches.size() > 1;
    bool progress = false;
    for (bool moved = true; moved;) {
        if (p == 0) progress |= offer();
        moved = fork ? move_to_all(stream) : move_beat(stream, stream.branches.front());
        progress |= moved;
    }
    return progress;
}

// The source has no registers: it offers a beat once the one before has gone to all branches.
bool Recurrence::offer() {
    Stream& stream = streams_.front();
    const std::int64_t beats = design_.source.grid.beats();
    const std::int64_t n = stream.avail.size();
    if (stream.pops().size() < n || n >= beats * admitted_) return false;
    Cycle t = n == 0 ? 0 : stream.pops().back() + 1;
    t = std::max(t, n / beats * options_.source_pace);
    while (options_.source_open && !options_.source_open(t)) ++t;
    stream.avail.push_back(t);
    return true;
}

bool Recurrence::move_beat(const Stream& stream, Branch& branch) {
    const std::int64_t n = branch.moves.size();
    if (n >= stream.avail.size()) return false;
    Cycle t = stream.avail[n];
    if (n > 0) t = std::max(t, stream.pops()[n - 1] + 1);
    if (branch.stage < 0) {
        while (options_.sink_ready && !options_.sink_ready(t)) ++t;
    } else if (n >= branch.depth) {
        const Stage& stage = stages_[static_cast<std::size_t>(branch.stage)];
        const Input& input = stage.inputs[branch.input];
        const std::int64_t giving = branch.freed_base + input.giving_step[static_cast<std::size_t>(branch.freed)];
        if (giving >= stage.steps.size()) return false;
        t = std::max(t, stage.steps[giving] + 1);
        if (++branch.freed == input.beats) {
            branch.freed = 0;
            branch.freed_base += stage.design->program.steps();
        }
    }
    branch.moves.push_back(t);
    return true;
}

// A fork: each branch takes the beat when it has room, and the next one is offered when all have.
bool Recurrence::move_to_all(Stream& stream) {
    const std::int64_t n = stream.fork_pops.size();
    bool progress = false;
    bool all = true;
    Cycle last = 0;
    for (Branch& branch : stream.branches) {
        if (branch.moves.size() == n) progress |= move_beat(stream, branch);
        if (branch.moves.size() > n)
            last = std::max(last, branch.moves[n]);
        else
            all = false;
    }
    if (all) stream.fork_pops.push_back(last);
    return progress;
}

bool Recurrence::take_step(Stage& stage, Stream& out) {
    if (stage.image >= admitted_) return false;
    const StepProgram& program = stage.design->program;
    const std::int64_t j = stage.steps.size();
    Cycle fed = j == 0 ? 0 : stage.steps[j - 1] + 1;
    for (const Input& input : stage.inputs) {
        const std::int64_t needed = stage.image * input.beats + input.needed[stage.step];
        if (needed > input.branch->moves.size()) return false;
        if (needed > 0) fed = std::max(fed, input.branch->moves[needed - 1] + 1);
    }
    Cycle t = fed;
    if (program.emits[static_cast<std::size_t>(stage.step)] != 0) {
        const std::int64_t n = out.avail.size();
        if (n >= stage.fifo_depth) {
            if (n - stage.fifo_depth >= out.pops().size()) return false;
            t = std::max(t, out.pops()[n - stage.fifo_depth] + 1);
        }
        out.avail.push_back(t + stage.design->latency + 1);
    }
    if (&stage == &stages_.back() && stage.step == 0) begun_.push_back(t);
    stage.fed.push_back(fed);
    stage.steps.push_back(t);
    if (++stage.step == program.steps()) {
        stage.step = 0;
        ++stage.image;
    }
    return true;
}

void Recurrence::forget_steps(std::size_t s, std::int64_t before) {
    Stage& stage = stages_[s];
    before = std::min(before, stage.steps.size() - 1);
    for (const Input& input : stage.inputs) {
        const Branch& branch = *input.branch;
        if (branch.depth == kUnbounded) continue;
        before = std::min(before, branch.freed_base + input.giving_step[static_cast<std::size_t>(branch.freed)]);
    }
    stage.steps.forget_before(before);
    stage.fed.forget_before(before);
}

void Recurrence::forget_beats(int producer, std::int64_t before) {
    Stream& stream = streams_[static_cast<std::size_t>(producer + 1)];
    std::int64_t moved = before;
    for (const Branch& branch : stream.branches) moved = std::min(moved, branch.moves.size());
    stream.avail.forget_before(std::min(moved, stream.pops().size()));
    // The next step of the producer may wait for a place; beat pops.size() for the one before it.
    std::int64_t credits = std::min(before, stream.pops().size() - 1);
    if (producer != kSource) {
        const std::int64_t depth = stages_[static_cast<std::size_t>(producer)].fifo_depth;
        if (depth != kUnbounded) credits = std::min(credits, stream.avail.size() - depth);
    }
    if (stream.branches.size() > 1) stream.fork_pops.forget_before(credits);
    for (Branch& branch : stream.branches) {
        std::int64_t kept = std::min(credits, stream.pops().size());
        if (branch.stage >= 0) {
            const Stage& stage = stages_[static_cast<std::size_t>(branch.stage)];
            const Input& input = stage.inputs[branch.input];
            kept = std::min(kept, stage.image * input.beats + input.needed[stage.step] - 1);
        }
        branch.moves.forget_before(kept);
    }
}

RecurrenceTimes solve(const Design& design, const RecurrenceOptions& options) {
    Recurrence recurrence(design, options);
    recurrence.admit(options.images);
    const auto all = [](const Times& times) {
        std::vector<Cycle> copy;
        for (std::int64_t n = 0; n < times.size(); ++n) copy.push_back(times[n]);
        return copy;
    };
    RecurrenceTimes times;
    for (const auto& stage : recurrence.stages()) {
        times.steps.push_back(all(stage.steps));
        auto& moves = times.moves.emplace_back();
        auto& releases = times.releases.emplace_back();
        for (const auto& input : stage.inputs) {
            moves.push_back(all(input.branch->moves));
            auto& given_up = releases.emplace_back();
            const std::int64_t steps = stage.design->program.steps();
            for (std::int64_t j = 0; j < stage.steps.size(); ++j)
                given_up.resize(static_cast<std::size_t>(j / steps * input.beats + input.released[j % steps]),
                                stage.steps[j]);
        }
    }
    times.results = all(recurrence.stream_of(static_cast<int>(design.stages.size()) - 1).branches.front().moves);
    times.image_done = recurrence.done();
    return times;
}

}  // namespace hashiflex::core
