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
    for (bool progress = true; progress;) {
        progress = move_from_source();
        for (std::size_t s = 0; s < stages_.size(); ++s) {
            progress |= run_steps(s);
            progress |= move_beats(streams_[s + 1]);
        }
    }
    const Times& results = streams_.back().branches.front().moves;
    const std::int64_t per_image = design_.stages.back().grid.beats();
    while (static_cast<std::int64_t>(done_.size() + 1) * per_image <= results.size())
        done_.push_back(results[static_cast<std::int64_t>(done_.size() + 1) * per_image - 1]);
}

// The source has no registers: it offers a beat once the one before has gone to all branches.
bool Recurrence::move_from_source() {
    Stream& stream = streams_.front();
    const std::int64_t beats = design_.source.grid.beats();
    bool progress = false;
    for (;;) {
        const std::int64_t n = stream.avail.size();
        if (n == stream.pops().size()) {
            if (n >= beats * admitted_) return progress;
            Cycle t = n == 0 ? 0 : stream.pops().back() + 1;
            t = std::max(t, n / beats * options_.source_pace);
            while (options_.source_open && !options_.source_open(t)) ++t;
            stream.avail.push_back(t);
            progress = true;
        }
        if (!move_beats(stream)) return progress;
        progress = true;
    }
}

bool Recurrence::move_beats(Stream& stream) {
    if (stream.branches.size() > 1) return move_to_all(stream);
    Branch& branch = stream.branches.front();
    std::int64_t n = branch.moves.size();
    const std::int64_t end = stream.avail.size();
    if (n >= end) return false;
    const std::int64_t start = n;
    Cycle before = n == 0 ? -1 : branch.moves.back();
    if (branch.stage < 0) {
        for (; n < end; ++n) {
            Cycle t = std::max(stream.avail[n], before + 1);
            while (options_.sink_ready && !options_.sink_ready(t)) ++t;
            branch.moves.push_back(before = t);
        }
        return true;
    }
    const Stage& stage = stages_[static_cast<std::size_t>(branch.stage)];
    const Input& input = stage.inputs[branch.input];
    const std::int64_t steps = stage.steps.size();
    for (; n < end; ++n) {
        Cycle t = std::max(stream.avail[n], before + 1);
        if (n >= branch.depth) {
            const std::int64_t giving = branch.freed_base + input.giving_step[static_cast<std::size_t>(branch.freed)];
            if (giving >= steps) break;
            t = std::max(t, stage.steps[giving] + 1);
            if (++branch.freed == input.beats) {
                branch.freed = 0;
                branch.freed_base += stage.design->program.steps();
            }
        }
        branch.moves.push_back(before = t);
    }
    return n > start;
}

// A fork: each branch takes a beat when it has room, and the next one is offered when all have.
bool Recurrence::move_to_all(Stream& stream) {
    bool progress = false;
    for (std::int64_t n = stream.fork_pops.size(); n < stream.avail.size(); ++n) {
        const Cycle head = std::max(stream.avail[n], n == 0 ? 0 : stream.fork_pops[n - 1] + 1);
        Cycle last = head;
        bool all = true;
        for (Branch& branch : stream.branches) {
            if (branch.moves.size() == n) {
                Cycle t = head;
                if (n >= branch.depth) {
                    const Stage& stage = stages_[static_cast<std::size_t>(branch.stage)];
                    const Input& input = stage.inputs[branch.input];
                    const std::int64_t giving =
                        branch.freed_base + input.giving_step[static_cast<std::size_t>(branch.freed)];
                    if (giving >= stage.steps.size()) {
                        all = false;
                        continue;
                    }
                    t = std::max(t, stage.steps[giving] + 1);
                    if (++branch.freed == input.beats) {
                        branch.freed = 0;
                        branch.freed_base += stage.design->program.steps();
                    }
                }
                branch.moves.push_back(t);
                progress = true;
            }
            last = std::max(last, branch.moves[n]);
        }
        if (!all) break;
        stream.fork_pops.push_back(last);
        progress = true;
    }
    return progress;
}

bool Recurrence::run_steps(std::size_t s) {
    Stage& stage = stages_[s];
    const StepProgram& program = stage.design->program;
    const std::int32_t steps = program.steps();
    Stream& out = streams_[s + 1];
    const Times& pops = out.pops();
    const bool is_last = s + 1 == stages_.size();
    bool progress = false;
    Cycle before = stage.steps.size() == 0 ? -1 : stage.steps.back();
    while (stage.image < admitted_) {
        Cycle fed = before + 1;
        for (const Input& input : stage.inputs) {
            const std::int64_t needed = stage.image * input.beats + input.needed[stage.step];
            if (needed > input.branch->moves.size()) return progress;
            if (needed > 0) fed = std::max(fed, input.branch->moves[needed - 1] + 1);
        }
        Cycle t = fed;
        if (program.emits[static_cast<std::size_t>(stage.step)] != 0) {
            const std::int64_t n = out.avail.size();
            if (n >= stage.fifo_depth) {
                if (n - stage.fifo_depth >= pops.size()) return progress;
                t = std::max(t, pops[n - stage.fifo_depth] + 1);
            }
            out.avail.push_back(t + stage.design->latency + 1);
        }
        if (is_last && stage.step == 0) begun_.push_back(t);
        stage.fed.push_back(fed);
        stage.steps.push_back(before = t);
        progress = true;
        if (++stage.step == steps) {
            stage.step = 0;
            ++stage.image;
        }
    }
    return progress;
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
