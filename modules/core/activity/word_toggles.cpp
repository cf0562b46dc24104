// SPDX-License-Identifier: Apache-2.0
#include "modules/core/activity/word_toggles.h"

#include "modules/core/activity/toggle_kernel.h"
#include "modules/core/cost/energy.h"
#include "modules/core/cost/storage.h"
#include "modules/core/graph/known_bits.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

Tally scaled(const Tally& tally, std::int64_t factor) {
    return {factor * tally.toggles, factor * tally.wires};
}

// The same rate on so many wires.
Tally on_wires(const Tally& tally, std::int64_t wires) {
    if (tally.wires == 0) return {};
    return {static_cast<std::int64_t>(tally.rate() * static_cast<double>(wires) + 0.5), wires};
}

// `held`: a word against what it held before. `passing`: a beat against the one before it.
Toggles word_toggles(const WordStorage& storage, std::int64_t words, const Tally& held, const Tally& passing,
                     const Events& events, const Design& design) {
    Toggles toggles;
    if (storage.kind == Storage::latches) {
        toggles.latch_bits = held;
        toggles.latch_bus_bits = scaled(passing, words);
    } else if (storage.kind == Storage::flops) {  // an access of SRAM costs the same, whatever toggles
        toggles.flop_bits = held;
        toggles.flop_bus_bits = scaled(passing, words);
        if (!design.clock_gating) toggles.mux_bits = held;
    }
    toggles.read_bits = on_wires(passing, events.read_bits);
    return toggles;
}

}  // namespace

BeatWires::BeatWires(const MapPair& map, const BeatGrid& grid, int bits, std::size_t most_lag)
    : beats_(static_cast<std::size_t>(grid.beats())), most_lag_(most_lag), bits_(bits) {
    const std::size_t pixels = static_cast<std::size_t>(grid.rows) * static_cast<std::size_t>(grid.width);
    const auto format = map.now->format;
    const std::size_t channels = map.now->bytes.size() / static_cast<std::size_t>(format.bytes) / pixels;
    const std::size_t row = static_cast<std::size_t>(grid.width) * channels;
    wires_ = static_cast<std::int64_t>(pixels * channels) * bits;
    beat_ = static_cast<std::size_t>(grid.lanes) * channels;
    values_.assign((most_lag + beats_) * beat_, 0);
    std::vector<std::int32_t> line(row);
    const auto mask = static_cast<std::uint32_t>(low_bits(bits));
    const auto per_row = static_cast<std::size_t>(grid.beats_per_row());
    const auto load = [&](const PackedMap& from, std::size_t beat, std::size_t to, std::size_t count) {
        for (std::size_t n = 0; n < count; ++n) {
            const std::size_t y = (beat + n) / per_row, first = (beat + n) % per_row * beat_;
            if (n == 0 || (beat + n) % per_row == 0)
                unpack(format, from.bytes.data() + y * row * static_cast<std::size_t>(format.bytes), row, line.data());
            std::uint32_t* const wires = values_.data() + (to + n) * beat_;
            for (std::size_t i = 0; i < std::min(beat_, row - first); ++i)
                wires[i] = static_cast<std::uint32_t>(line[first + i]) & mask;
        }
    };
    for (std::size_t n = 0; n < most_lag;) {  // beat n - most_lag of the image
        const std::size_t beat = (n + (most_lag + beats_ - 1) / beats_ * beats_ - most_lag) % beats_;
        const std::size_t count = std::min(beats_ - beat, most_lag - n);
        load(*map.before, beat, n, count);
        n += count;
    }
    load(*map.now, 0, most_lag, beats_);
}

Tally BeatWires::toggles(std::size_t lag) const {
    const std::uint32_t* from = values_.data() + (most_lag_ - lag) * beat_;
    const auto count = toggle_kernel<std::uint32_t>().bits(from, ~std::uint32_t{0}, {lag * beat_, beats_ * beat_});
    return {static_cast<std::int64_t>(count), wires_};
}

Toggles buffer_toggles(const StageDesign& stage, std::size_t input, const Design& design, const MapPair& map) {
    const InputBuffer& buffer = stage.inputs[input];
    const auto words = static_cast<std::size_t>(buffer.depth);
    const BeatWires beats(map, design.grid_of(buffer.producer), stage.in[input].bits, words);
    return word_toggles(buffer.storage, buffer.depth, beats.toggles(words), beats.toggles(1),
                        buffer_events(stage, input, design), design);
}

Toggles fifo_toggles(const StageDesign& stage, const Design& design, const MapPair& map) {
    const auto words = static_cast<std::size_t>(stage.fifo.depth);
    const BeatWires beats(map, stage.grid, stage.out.bits, words);
    return word_toggles(stage.fifo.storage, stage.fifo.depth, beats.toggles(words), beats.toggles(1),
                        fifo_events(stage, design), design);
}

}  // namespace hashiflex::core
