// SPDX-License-Identifier: Apache-2.0
#include "modules/core/timing/auto_depth.h"

#include "modules/core/timing/fast_timing.h"
#include "modules/core/timing/recurrence.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

namespace hashiflex::core {
namespace {

// Do all beats of the last image on this stream move exactly `pace` after those of the image before?
bool repeats(const Times& times, std::int64_t per_image, Cycle pace) {
    if (times.size() < 2 * per_image) return false;
    for (std::int64_t n = times.size() - per_image; n < times.size(); ++n)
        if (times[n] - times[n - per_image] != pace) return false;
    return true;
}

bool all_repeat(const Recurrence& schedule, Cycle pace) {
    for (const auto& stage : schedule.stages())
        for (const auto& input : stage.inputs)
            if (!repeats(input.branch->moves, input.beats, pace)) return false;
    return true;
}

// The last cycle in which a beat of the hardwired part moved. The NPU may fall behind: nothing flows back from it here.
Cycle last_move(const Recurrence& schedule) {
    Cycle last = 0;
    for (const auto& stage : schedule.stages())
        for (const auto& input : stage.inputs)
            if (input.branch->moves.size() > 0) last = std::max(last, input.branch->moves.back());
    return last;
}

// The schedule with all `auto` buffers unbounded, run until every stream repeats and then until the last image meets
// only such images on its way; null if it never repeats (deadlock).
std::unique_ptr<const Recurrence> unbounded_schedule(const Design& design) {
    constexpr std::int64_t kMostImages = 128;
    RecurrenceOptions options;
    options.auto_unbounded = true;
    options.npu_unbounded = true;
    options.source_pace = design.ideal_cycles_per_image(false);
    for (int slowdown = 0; slowdown < 4; ++slowdown) {
        auto schedule = std::make_unique<Recurrence>(design, options);
        for (std::int64_t images = 4; images <= kMostImages; images *= 2) {
            schedule->admit(images - schedule->admitted());
            if (schedule->done().size() < static_cast<std::size_t>(images)) return nullptr;
            if (!all_repeat(*schedule, options.source_pace)) continue;
            const Cycle on_its_way = last_move(*schedule) - (images - 1) * options.source_pace;
            schedule->admit(on_its_way / options.source_pace + 2);
            return schedule;
        }
        // Explicit depths keep the design from its ideal: pace the source by what they let through.
        options.source_pace = std::max(options.source_pace + 1, last_move(*schedule) / kMostImages + 1);
    }
    return nullptr;
}

// One more than what the buffer held when a beat entered, at most.
int smallest_depth(const Recurrence::Stage& stage, const Recurrence::Input& input) {
    const Times& moves = input.branch->moves;
    const std::int64_t steps = stage.design->program.steps();
    std::int64_t taken = 0;
    std::int64_t released = 0;
    std::int64_t most = 1;
    for (std::int64_t n = 0; n < moves.size(); ++n) {
        for (; taken < stage.steps.size() && stage.steps[taken] < moves[n]; ++taken)
            released = taken / steps * input.beats + input.released[taken % steps];
        most = std::max(most, n - released + 1);
    }
    return static_cast<int>(most);
}

// A buffer that the design file gives a depth, and the flag that would make it `auto`.
struct ExplicitDepth {
    std::string name;
    bool* automatic;
};

std::vector<ExplicitDepth> explicit_depths(Design& design) {
    std::vector<ExplicitDepth> depths;
    for (auto& stage : design.stages) {
        for (auto& input : stage.inputs)
            if (!input.automatic && input.kind != BufferKind::feature) depths.push_back({input.name, &input.automatic});
        if (!stage.fifo.automatic) depths.push_back({stage.fifo.name, &stage.fifo.automatic});
    }
    return depths;
}

bool any_explicit(const Design& design) {
    return std::any_of(design.stages.begin(), design.stages.end(), [](const StageDesign& stage) {
        return !stage.fifo.automatic ||
               std::any_of(stage.inputs.begin(), stage.inputs.end(), [](const InputBuffer& input) {
                   return !input.automatic && input.kind != BufferKind::feature;
               });
    });
}

// Cycles over the last half of a run, `auto` and feature buffers as they are; a deadlock takes for ever.
Cycle steady_cycles(const Design& design, bool auto_unbounded) {
    constexpr std::int64_t kImages = 64;
    TimingOptions options;
    options.images = kImages;
    options.auto_unbounded = auto_unbounded;
    const Timing timing = time_images(design, options, [](const Timing& so_far) { return so_far.last_active + 1; });
    if (timing.deadlock) return std::numeric_limits<Cycle>::max();
    return timing.done[kImages - 1] - timing.done[kImages / 2 - 1];
}

void take_depths(Design& design, const Recurrence& schedule) {
    for (std::size_t s = 0; s < design.stages.size(); ++s)
        for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k) {
            InputBuffer& buffer = design.stages[s].inputs[k];
            if (buffer.automatic && buffer.kind != BufferKind::feature)
                buffer.depth = smallest_depth(schedule.stages()[s], schedule.stages()[s].inputs[k]);
        }
}

}  // namespace

void assign_auto_depths(Design& design) {
    if (const auto schedule = unbounded_schedule(design)) return take_depths(design, *schedule);
    // Explicit depths stop the design whatever the others are: give the others what they need without them.
    Design relaxed = design;
    for (const auto& given : explicit_depths(relaxed)) *given.automatic = true;
    const auto schedule = unbounded_schedule(relaxed);
    if (!schedule) throw std::logic_error("the design does not repeat even with unbounded buffers");
    take_depths(design, *schedule);
}

std::optional<std::string> limiting_buffer(const Design& design) {
    if (!any_explicit(design)) return std::nullopt;
    const Cycle ideal = Cycle{design.ideal_cycles_per_image()} * 32;
    const Cycle actual = steady_cycles(design, false);
    if (actual <= ideal) return std::nullopt;

    Design trial = design;
    const std::vector<ExplicitDepth> given = explicit_depths(trial);
    const auto with_relaxed = [&](const auto& is_relaxed) {
        for (const auto& depth : given) *depth.automatic = is_relaxed(depth);
        return steady_cycles(trial, true);
    };
    std::optional<std::string> found;
    Cycle best = actual;
    for (const auto& one : given) {
        const Cycle cycles = with_relaxed([&](const auto& other) { return other.automatic == one.automatic; });
        if (cycles < best) best = cycles, found = one.name;
    }
    if (found) return found;
    Cycle worst = ideal;
    for (const auto& one : given) {
        const Cycle cycles = with_relaxed([&](const auto& other) { return other.automatic != one.automatic; });
        if (cycles > worst) worst = cycles, found = one.name;
    }
    return found;
}

}  // namespace hashiflex::core
