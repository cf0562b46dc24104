// SPDX-License-Identifier: Apache-2.0
#include "modules/core/timing/auto_depth.h"

#include "modules/core/timing/recurrence.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

namespace hashiflex::core {
namespace {

// Do all beats of the last image on this stream move exactly `pace` after those of the image before?
bool repeats(const std::vector<Cycle>& times, std::size_t per_image, Cycle pace) {
    if (times.size() < 2 * per_image) return false;
    for (std::size_t n = times.size() - per_image; n < times.size(); ++n)
        if (times[n] - times[n - per_image] != pace) return false;
    return true;
}

bool all_repeat(const Design& design, const RecurrenceTimes& times, Cycle pace) {
    for (std::size_t s = 0; s < design.stages.size(); ++s)
        for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k) {
            const auto beats = static_cast<std::size_t>(design.stages[s].program.inputs[k].beats);
            if (!repeats(times.moves[s][k], beats, pace)) return false;
        }
    return true;
}

// The last cycle in which a beat of the hardwired part moved. The NPU may fall behind: nothing flows back from it here.
Cycle last_move(const RecurrenceTimes& times) {
    Cycle last = 0;
    for (const auto& inputs : times.moves)
        for (const auto& moves : inputs)
            if (!moves.empty()) last = std::max(last, moves.back());
    return last;
}

// The schedule with all `auto` buffers unbounded, run until every stream repeats and then until the last image meets
// only such images on its way; empty if it never repeats (deadlock).
std::optional<RecurrenceTimes> unbounded_schedule(const Design& design) {
    constexpr std::int64_t kMostImages = 128;
    RecurrenceOptions options;
    options.auto_unbounded = true;
    options.npu_unbounded = true;
    options.source_pace = design.ideal_cycles_per_image(false);
    for (int slowdown = 0; slowdown < 4; ++slowdown) {
        RecurrenceTimes times;
        for (options.images = 4; options.images <= kMostImages; options.images *= 2) {
            times = solve(design, options);
            if (times.image_done.size() < static_cast<std::size_t>(options.images)) return std::nullopt;
            if (!all_repeat(design, times, options.source_pace)) continue;
            const Cycle on_its_way = last_move(times) - (options.images - 1) * options.source_pace;
            options.images += on_its_way / options.source_pace + 2;
            return solve(design, options);
        }
        // Explicit depths keep the design from its ideal: pace the source by what they let through.
        options.source_pace = std::max(options.source_pace + 1, last_move(times) / kMostImages + 1);
    }
    return std::nullopt;
}

// One more than what the buffer held when a beat entered, at most.
int smallest_depth(const std::vector<Cycle>& moves, const std::vector<Cycle>& releases) {
    std::size_t released = 0;
    std::size_t most = 1;
    for (std::size_t n = 0; n < moves.size(); ++n) {
        while (released < releases.size() && releases[released] < moves[n]) ++released;
        if (released < n) most = std::max(most, n - released + 1);
    }
    return static_cast<int>(most);
}

template <typename Visit>
void for_each_explicit(Design& design, Visit visit) {
    for (auto& stage : design.stages) {
        for (auto& input : stage.inputs)
            if (!input.automatic && input.kind != BufferKind::feature) visit(input.name, input.automatic);
        if (!stage.fifo.automatic) visit(stage.fifo.name, stage.fifo.automatic);
    }
}

// Cycles over the last half of a run, `auto` and feature buffers as they are; a deadlock takes for ever.
Cycle steady_cycles(const Design& design, bool auto_unbounded) {
    RecurrenceOptions options;
    options.images = 64;
    options.auto_unbounded = auto_unbounded;
    const auto times = solve(design, options);
    if (times.image_done.size() < static_cast<std::size_t>(options.images)) return std::numeric_limits<Cycle>::max();
    return times.image_done[63] - times.image_done[31];
}

}  // namespace

void assign_auto_depths(Design& design) {
    auto schedule = unbounded_schedule(design);
    if (!schedule) {
        // Explicit depths stop the design whatever the others are: give the others what they need without them.
        Design relaxed = design;
        for_each_explicit(relaxed, [](const std::string&, bool& automatic) { automatic = true; });
        schedule = unbounded_schedule(relaxed);
    }
    if (!schedule) throw std::logic_error("the design does not repeat even with unbounded buffers");
    for (std::size_t s = 0; s < design.stages.size(); ++s)
        for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k) {
            InputBuffer& buffer = design.stages[s].inputs[k];
            if (buffer.automatic && buffer.kind != BufferKind::feature)
                buffer.depth = smallest_depth(schedule->moves[s][k], schedule->releases[s][k]);
        }
}

std::optional<std::string> limiting_buffer(const Design& design) {
    std::vector<std::string> names;
    Design scratch = design;
    for_each_explicit(scratch, [&](const std::string& name, bool&) { names.push_back(name); });
    if (names.empty()) return std::nullopt;
    const Cycle ideal = Cycle{design.ideal_cycles_per_image()} * 32;
    const Cycle actual = steady_cycles(design, false);
    if (actual <= ideal) return std::nullopt;

    const auto with_relaxed = [&](const auto& is_relaxed) {
        Design trial = design;
        for_each_explicit(trial, [&](const std::string& name, bool& automatic) { automatic = is_relaxed(name); });
        return steady_cycles(trial, true);
    };
    std::optional<std::string> found;
    Cycle best = actual;
    for (const auto& name : names) {
        const Cycle cycles = with_relaxed([&](const std::string& other) { return other == name; });
        if (cycles < best) best = cycles, found = name;
    }
    if (found) return found;
    Cycle worst = ideal;
    for (const auto& name : names) {
        const Cycle cycles = with_relaxed([&](const std::string& other) { return other != name; });
        if (cycles > worst) worst = cycles, found = name;
    }
    return found;
}

}  // namespace hashiflex::core
