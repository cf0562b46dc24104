// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/window_parts.h"

#include "modules/core/cost/clock_gating.h"
#include "modules/core/numeric/bits.h"
#include "modules/core/parts/control_parts.h"
#include "modules/core/parts/step_logic.h"

#include <set>
#include <tuple>

namespace hashiflex::core {
namespace {

std::int64_t latches(const WordArray& words) {
    return words.kind == Storage::latches ? 1 : 0;
}

// Pixels that moves bring to register p.
std::int64_t sources(const WindowPlan& plan, std::size_t p) {
    std::set<std::tuple<PixelSource::From, int, int>> sources;
    for (const auto& move : plan.moves) sources.insert({move[p].from, move[p].index, move[p].port});
    return static_cast<std::int64_t>(sources.size());
}

// Lanes of a beat in which a pixel of column c arrives.
std::int64_t arriving_lanes(const WindowPlan& plan, std::size_t c, int lanes) {
    std::set<std::int64_t> of;
    for (const auto* aligns : {&plan.present_align, &plan.next_align})
        for (const std::int64_t align : *aligns) of.insert((align + plan.columns[c]) % lanes);
    return static_cast<std::int64_t>(of.size());
}

}  // namespace

Counts decoders(const WordArray& words) {
    Counts counts;
    if (words.words > 1) counts.gates = words.words + (1 + words.ports) * decoder_gates(words.words);
    return counts;
}

Part memory_part(const WordArray& words, const Design& design) {
    return {"hf_memory",
            {{"WIDTH", words.bits},
             {"DEPTH", words.words},
             {"ADDRESS_BITS", bits_for(words.words)},
             {"PORTS", words.ports},
             {"LATCHES", latches(words)}},
            decoders(words),
            word_counts(words, design)};
}

Part ring_part(const WordArray& words, std::int64_t first_place, bool moves, const InputSchedule& schedule,
               const Design& design) {
    const auto steps = static_cast<std::int64_t>(schedule.needed.size());
    Part part{"hf_ring",
              {{"WIDTH", words.bits},
               {"DEPTH", words.words},
               {"ADDRESS_BITS", bits_for(words.words)},
               {"FIRST_PLACE", first_place},
               {"MOVES", moves ? 1 : 0},
               {"LATCHES", latches(words)}},
              decoders(words),
              word_counts(words, design)};
    part.uses = steps;
    part.one += counter_part(words.words - 1, schedule.beats).one;
    part.one += cursor_part(static_cast<int>(words.words), first_place, moves, steps).one;
    return part;
}

Part window_registers_part(const WindowPlan& plan, std::int64_t pixel_bits, const BeatGrid& map, const Design& design) {
    Part part{"hf_window_registers",
              {{"PIXEL", pixel_bits},
               {"ROWS", static_cast<std::int64_t>(plan.rows.size())},
               {"COLUMNS", static_cast<std::int64_t>(plan.columns.size())}},
              gated_counts(1, static_cast<std::int64_t>(plan.registers()) * pixel_bits, design)};
    part.one.buffer_flop_bits = static_cast<std::int64_t>(plan.registers()) * pixel_bits;
    std::int64_t muxes = 0;
    for (std::size_t p = 0; p < plan.registers(); ++p)
        muxes += sources(plan, p) - 1 + (plan.arrival_of[p] >= 0 ? 1 : 0) + (design.clock_gating ? 0 : 1);
    if (!plan.arrivals.empty())
        for (std::size_t c = 0; c < plan.columns.size(); ++c) muxes += arriving_lanes(plan, c, map.lanes) - 1;
    part.one.mux_bits = muxes * pixel_bits;
    part.uses = part.beats = static_cast<std::int64_t>(plan.move_of.size());
    return part;
}

Part padding_part(const WindowPadding& padding, std::size_t rows, const TensorType& type, std::int64_t fill,
                  std::int64_t steps) {
    Part part{"hf_window",
              {{"ROWS", static_cast<std::int64_t>(rows)},
               {"COLUMNS", static_cast<std::int64_t>(padding.columns.size())},
               {"CHANNELS", type.shape.channels},
               {"BITS", type.bits},
               {"FILL", fill, type.bits},
               {"PADDED", padding.columns}},
              {}};
    part.one.gates = padding.pixels * type.bits * type.shape.channels;
    part.uses = steps;
    return part;
}

}  // namespace hashiflex::core
