// SPDX-License-Identifier: Apache-2.0
#include "modules/core/activity/stage_toggles.h"

#include "modules/core/activity/word_toggles.h"
#include "modules/core/cost/blocks.h"
#include "modules/core/cost/lane_build.h"
#include "modules/core/overloaded.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

// Taps and temporary sums stay in a cache, and loops are long enough to pay.
constexpr std::size_t kFewestPlaces = 256;
constexpr std::size_t kMostTapValues = std::size_t{1} << 18;

Window window_of(const Operator& op) {
    if (const auto* conv = std::get_if<Conv>(&op)) return conv->window;
    if (const auto* pool = std::get_if<Pool>(&op)) return pool->window;
    return {};
}

// A graph of a whole lane; the others are of one channel.
bool is_whole_lane(const Operator& op) {
    return std::holds_alternative<Conv>(op);
}

std::vector<OutputFinish> finishes(const StageDesign& stage) {
    if (const auto* add = std::get_if<Add>(&stage.op)) return {{add->shift, add->clamp, stage.out.bits}};
    std::vector<OutputFinish> all;
    if (const auto* conv = std::get_if<Conv>(&stage.op))
        for (const int shift : conv->shift) all.push_back({shift, conv->clamp, stage.out.bits});
    return all;
}

// The global pool's multiplier works once an image.
bool has_lane_graph(const StageDesign& stage) {
    return stage.graph && !std::holds_alternative<GlobalPool>(stage.op);
}

int rows_at_once(std::size_t taps, std::size_t places_of_row, int rows) {
    const std::size_t most =
        std::max(kMostTapValues / std::max<std::size_t>(taps * places_of_row, 1), kFewestPlaces / places_of_row);
    return static_cast<int>(std::clamp<std::size_t>(most, 1, static_cast<std::size_t>(rows)));
}

// Of one tap: the multiplexer that selects it, and the window register that it is of. A register is of the first lane
// that sees it; only the last lane sees the columns that no other one begins with.
struct Tap {
    int bits = 8;
    bool is_window = false;
    bool every_lane = false;  // has a register of its own for it
    std::size_t of_lane = 1;  // places of a lane
    std::int64_t used = 0;    // places at which a lane works
};
template <class Word>
void count_tap(const Word* values, const Places& places, const Tap& tap, StageParts& parts) {
    const auto mask = static_cast<Word>(low_bits(tap.bits));
    const auto all = static_cast<std::int64_t>(toggle_kernel<Word>().bits(values, mask, places));
    parts.lanes.mux_bits += {all, tap.bits * tap.used};
    if (!tap.is_window) return;
    if (tap.every_lane) {
        parts.windows.flop_bits += {all, tap.bits * static_cast<std::int64_t>(places.count)};
        return;
    }
    Tally last;
    for (std::size_t step = 0; step < places.count; step += places.lag)
        for (std::size_t i = step + places.lag - tap.of_lane; i < step + places.lag; ++i) {
            last.toggles += __builtin_popcountll((values[i] ^ values[i + places.lag]) & mask);
            last.wires += tap.bits;
        }
    parts.windows.flop_bits += last;
}

}  // namespace

StageToggles::StageToggles(const Design& design, std::size_t stage)
    : design_(design), stage_(design.stages[stage]), steps_(stage_.grid) {
    if (has_lane_graph(stage_))
        graph_ = std::make_unique<GraphToggles>(*stage_.graph, *stage_.facts, lane_build(stage_), finishes(stage_));
}

Toggles StageParts::all() const {
    Toggles sum = lanes;
    sum += windows;
    sum += words;
    return sum;
}

StageParts StageToggles::operator()(const ImageMaps& now, const ImageMaps& before) const {
    StageParts parts;
    std::vector<MapPair> inputs;
    for (std::size_t k = 0; k < stage_.inputs.size(); ++k) {
        const int producer = stage_.inputs[k].producer;
        inputs.push_back({&now.of(producer), &before.of(producer), stage_.in[k].shape});
        parts.words += buffer_toggles(stage_, k, design_, inputs.back());
    }
    const auto index = static_cast<std::size_t>(&stage_ - design_.stages.data());
    parts.words += fifo_toggles(stage_, design_, {&now.stages[index], &before.stages[index], stage_.out.shape});
    if (!graph_) return parts;
    graph_->is_narrow() ? count_lanes<std::uint32_t>(inputs, parts) : count_lanes<std::uint64_t>(inputs, parts);
    return parts;
}

template <class Word>
void StageToggles::count_lanes(const std::vector<MapPair>& inputs, StageParts& parts) const {
    const Window window = window_of(stage_.op);
    const bool whole = is_whole_lane(stage_.op);
    const auto of = whole ? StepValues<Word>::Of::lanes : StepValues<Word>::Of::channels;
    const int out_rows = stage_.grid.rows;
    std::vector<StepValues<Word>> values;
    for (const MapPair& input : inputs) values.emplace_back(window, input.shape, out_rows, steps_, of, 0);
    const std::size_t per_step = values[0].lag();
    const std::size_t row_places = per_step * static_cast<std::size_t>(stage_.grid.beats_per_row());
    const int at_once = rows_at_once(values[0].taps() * inputs.size(), row_places, out_rows);
    std::vector<Word> room;
    for (int first = 0; first < out_rows; first += at_once) {
        const int last = std::min(first + at_once, out_rows);
        InputValues<Word> taps;
        Places places;
        // of pixels, and for a graph of one channel of their channels
        const std::int64_t used =
            std::int64_t{last - first} * stage_.grid.width * (whole ? 1 : stage_.out.shape.channels);
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            values[k].load(inputs[k], first, last);
            places = {per_step, values[k].places() - per_step};
            const auto channels = static_cast<std::size_t>(inputs[k].shape.channels);
            for (std::size_t t = 0; t < values[k].taps(); ++t) {
                taps.push_back(values[k].tap(t));
                const int column = static_cast<int>(whole ? t / channels : t) % window.kernel_w;
                count_tap(taps.back(), places,
                          {stage_.in[k].bits, window.taps() > 1, column < window.stride_w, whole ? 1 : channels, used},
                          parts);
            }
        }
        graph_->count(taps, places, used, room, parts.lanes);
    }
}

Toggles source_toggles(const Design& design, const ImageMaps& now, const ImageMaps& before) {
    const Source& source = design.source;
    const BeatWires beats({&now.source, &before.source, source.type.shape}, source.grid, source.type.bits, 1);
    Toggles toggles;
    toggles.flop_bits = beats.toggles(1);
    return toggles;
}

}  // namespace hashiflex::core
