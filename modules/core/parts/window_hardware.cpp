// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/window_hardware.h"

#include "modules/core/numeric/bits.h"
#include "modules/core/overloaded.h"
#include "modules/core/parts/bank_parts.h"
#include "modules/core/parts/control_parts.h"
#include "modules/core/parts/input_counters.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace hashiflex::core {
namespace {

class WindowBuilder {
 public:
    WindowBuilder(const WindowGeometry& geometry, const StageDesign& stage, std::size_t k, StepCodes& codes,
                  const Design& design)
        : geometry_(geometry), stage_(stage), k_(k), codes_(codes), design_(design) {}

    WindowHardware build() {
        hardware_.plan = window_plan(geometry_);
        if (stage_.inputs[k_].storage.kind == Storage::sram) hardware_.banks = banks();
        for (const LaneMemory& memory : plan().memories) hold(memory);
        if (!plan().memories.empty()) hardware_.arrivals = arrivals();
        hardware_.move = codes_.constant({plan().move_of.begin(), plan().move_of.end()});
        hardware_.fill = fill();
        hardware_.early = padding(true);
        hardware_.late = padding(false);
        add_arrivals();
        hardware_.registers = window_registers_part(plan(), pixel_bits(), geometry_.map(), design_);
        hardware_.logic = logic();
        return std::move(hardware_);
    }

 private:
    const WindowPlan& plan() const { return hardware_.plan; }
    std::int64_t pixel_bits() const { return std::int64_t{stage_.in[k_].bits} * stage_.in[k_].shape.channels; }
    std::int64_t in_ring(std::int64_t beat) const {
        const int places = hardware_.banks ? hardware_.banks->count * hardware_.banks->words : geometry_.depth();
        return (beat % places + places) % places;
    }

    Banks banks() const {
        std::vector<PortReads> reads;
        for (const LaneMemory& memory : plan().memories) reads.push_back(memory.asked);
        const auto banks = fewest_banks(reads, geometry_.depth());
        if (!banks) throw std::invalid_argument("no banking serves the reads of " + stage_.inputs[k_].name);
        return *banks;
    }

    std::optional<Part> arrivals() const {
        const std::int64_t beats = geometry_.map().beats();
        if (hardware_.banks) return bank_cursor_part(*hardware_.banks, 0, beats);
        if (geometry_.depth() == 1) return std::nullopt;
        return counter_part(geometry_.depth() - 1, beats);
    }

    StepFlags asks_next(const LaneMemory& memory) {
        const StepGrid& grid = geometry_.steps();
        const auto steps = memory.asked.front().size();
        return codes_.flags([&](int row, int column) {
            const std::size_t after = (static_cast<std::size_t>(row * grid.columns + column) + 1) % steps;
            std::vector<bool> asks;
            for (const SomeSteps& port : memory.asked) asks.push_back(port[after].has_value());
            return asks;
        });
    }

    void hold(const LaneMemory& memory) {
        HeldMemory held;
        held.lanes = memory.lanes;
        for (const auto& reads : memory.reads) held.cursors.push_back(cursor(reads));
        const std::int64_t read_lanes = std::accumulate(memory.ports.begin(), memory.ports.end(), std::int64_t{0});
        held.words = {stage_.inputs[k_].storage.kind,
                      geometry_.depth(),
                      static_cast<std::int64_t>(memory.lanes.size()) * pixel_bits(),
                      static_cast<std::int64_t>(memory.reads.size()),
                      0,
                      read_lanes * pixel_bits()};
        if (hardware_.banks) {
            held.next_asks = asks_next(memory);
            held.part =
                banks_part(*hardware_.banks, held.words.bits, late_ports(memory.asked, geometry_.schedule()), design_);
        } else {
            held.part = memory_part(held.words, design_);
        }
        hardware_.memories.push_back(std::move(held));
    }

    // The one that points to the beats that are read, in all memories.
    std::size_t cursor(const std::vector<std::int64_t>& reads) {
        std::vector<std::int64_t> places;
        for (const std::int64_t beat : reads) places.push_back(in_ring(beat));
        const auto found = cursor_of_.emplace(places, hardware_.cursors.size());
        if (!found.second) return found.first->second;
        std::vector<std::int64_t> by(reads.size());
        for (std::size_t s = 0; s < reads.size(); ++s)
            by[s] =
                in_ring(s + 1 < reads.size() ? reads[s + 1] - reads[s] : reads[0] + geometry_.map().beats() - reads[s]);
        const auto move = move_of_.emplace(by, hardware_.cursor_moves.size());
        if (move.second) hardware_.cursor_moves.push_back(codes_.constant(by));
        Cursor cursor{places.front(), move.first->second, std::nullopt};
        if (hardware_.banks)
            cursor.part = bank_cursor_part(*hardware_.banks, places.front(), static_cast<std::int64_t>(by.size()));
        else if (!hardware_.cursor_moves[cursor.move].is(0))
            cursor.part = cursor_part(geometry_.depth(), places.front(), true, static_cast<std::int64_t>(by.size()));
        hardware_.cursors.push_back(cursor);
        return found.first->second;
    }

    // Max pools ignore padding: the least value.
    std::int64_t fill() const {
        const auto* pool = std::get_if<Pool>(&stage_.op);
        const bool lowest = pool != nullptr && pool->kind == PoolKind::max && stage_.in[k_].is_signed;
        return lowest ? std::int64_t{1} << (stage_.in[k_].bits - 1) : 0;
    }

    bool is_padded(std::size_t column, bool early) const { return (plan().late[column] == 0) == early; }

    std::vector<bool> rows_inside(int row) const {
        std::vector<bool> inside;
        for (const int r : plan().rows) inside.push_back(geometry_.row_inside(row, r));
        return inside;
    }
    // Lanes beyond the row see whatever there is: their result is not used.
    std::vector<bool> columns_inside(int column, bool early) const {
        std::vector<bool> inside;
        for (std::size_t c = 0; c < plan().columns.size(); ++c)
            inside.push_back(!is_padded(c, early) || !geometry_.column_used(column, plan().columns[c]) ||
                             geometry_.column_inside(column, plan().columns[c]));
        return inside;
    }

    std::optional<PaddingHardware> padding(bool early) {
        const StepGrid& grid = geometry_.steps();
        PaddingHardware padding;
        padding.always_rows.assign(plan().rows.size(), true);
        padding.always_columns.assign(plan().columns.size(), true);
        for (int row = 0; row < grid.rows; ++row) keep_set(padding.always_rows, rows_inside(row));
        for (int column = 0; column < grid.columns; ++column)
            keep_set(padding.always_columns, columns_inside(column, early));
        WindowPadding padded;
        for (std::size_t c = 0; c < plan().columns.size(); ++c) {
            padded.columns.push_back(is_padded(c, early));
            for (std::size_t r = 0; padded.columns.back() && r < plan().rows.size(); ++r)
                padded.pixels += !padding.always_rows[r] || !padding.always_columns[c] ? 1 : 0;
        }
        if (padded.pixels == 0) return std::nullopt;
        const auto of_step = [&](const auto& flags) {
            return codes_.flags([&](int row, int column) {
                if (!early) return flags(row, column);
                const bool last = column + 1 == grid.columns;
                return flags(last ? (row + 1) % grid.rows : row, last ? 0 : column + 1);
            });
        };
        padding.rows = of_step([&](int row, int) { return rows_inside(row); });
        padding.columns = of_step([&](int, int column) { return columns_inside(column, early); });
        padding.part = padding_part(padded, plan().rows.size(), stage_.in[k_], hardware_.fill,
                                    static_cast<std::int64_t>(plan().move_of.size()));
        return padding;
    }

    // Constants of steps; for pixels that a beat brings two comparisons of `ahead`, a choice and `store`.
    Part logic() const {
        const int address = bits_for(geometry_.depth());
        Part part;
        for (const StepConstant& by : hardware_.cursor_moves) part.one += 2 * by.decoded(address);
        part.one += hardware_.move.decoded(bits_for(static_cast<std::int64_t>(plan().moves.size())));
        for (const auto* padding : {&hardware_.early, &hardware_.late})
            if (*padding) part.one += (*padding)->rows.decoded() + (*padding)->columns.decoded();
        for (const DueHardware& due : hardware_.dues) {
            for (const StepConstant* which : {&due.present, &due.next}) {
                part.one += which->decoded(hardware_.ahead_bits);
                part.one.gates += hardware_.ahead_bits - 1 + (which->code ? hardware_.ahead_bits : 0);
            }
            part.one.mux_bits += 1;
            part.one.gates += 1;
        }
        if (hardware_.aligns.size() > 1) {
            const int bits = bits_for(static_cast<std::int64_t>(hardware_.aligns.size()));
            part.one += hardware_.align.decoded(bits) + hardware_.align_next.decoded(bits);
            part.one.mux_bits += bits;
        }
        part.uses = static_cast<std::int64_t>(plan().move_of.size());
        return part;
    }

    static void keep_set(std::vector<bool>& always, const std::vector<bool>& flags) {
        for (std::size_t i = 0; i < flags.size(); ++i) always[i] = always[i] && flags[i];
    }

    void add_arrivals() {
        const InputCounters top = input_counters(geometry_.schedule(), geometry_.depth());
        hardware_.ahead_bits = signed_width({top.least_ahead, top.most_ahead});
        for (const Arrival& arrival : plan().arrivals)
            hardware_.dues.push_back({codes_.constant(arrival.present), codes_.constant(arrival.next)});
        if (plan().arrivals.empty()) return;
        for (const auto* of_steps : {&plan().present_align, &plan().next_align})
            for (const std::int64_t align : *of_steps)
                if (index_of(align) == hardware_.aligns.size()) hardware_.aligns.push_back(align);
        const auto which = [&](const std::vector<std::int64_t>& of_steps) {
            std::vector<std::int64_t> indices;
            for (const std::int64_t align : of_steps) indices.push_back(static_cast<std::int64_t>(index_of(align)));
            return codes_.constant(indices);
        };
        hardware_.align = which(plan().present_align);
        hardware_.align_next = which(plan().next_align);
    }
    std::size_t index_of(std::int64_t align) const {
        return static_cast<std::size_t>(std::find(hardware_.aligns.begin(), hardware_.aligns.end(), align) -
                                        hardware_.aligns.begin());
    }

    const WindowGeometry& geometry_;
    const StageDesign& stage_;
    std::size_t k_;
    StepCodes& codes_;
    const Design& design_;
    WindowHardware hardware_;
    std::map<std::vector<std::int64_t>, std::size_t> cursor_of_;  // by the places that they point to
    std::map<std::vector<std::int64_t>, std::size_t> move_of_;
};

}  // namespace

WindowHardware window_hardware(const WindowGeometry& geometry, const StageDesign& stage, std::size_t k,
                               StepCodes& codes, const Design& design) {
    return WindowBuilder(geometry, stage, k, codes, design).build();
}

InputView input_view(const StageDesign& stage, std::size_t k, StepCodes& codes, const Design& design) {
    const WindowGeometry geometry(design, stage, k);
    if (sees_single_beats(geometry)) return {geometry, single_beat_ring(geometry, stage, k, codes, design)};
    return {geometry, window_hardware(geometry, stage, k, codes, design)};
}

std::vector<WordArray> words_of(const InputView& view) {
    std::vector<WordArray> words;
    if (const auto* ring = std::get_if<BeatRing>(&view.hardware)) words.push_back(ring->words);
    if (const auto* window = std::get_if<WindowHardware>(&view.hardware))
        for (const HeldMemory& memory : window->memories) words.push_back(memory.words);
    return words;
}

std::vector<Part> parts_of(const InputView& view) {
    if (const auto* ring = std::get_if<BeatRing>(&view.hardware)) return {ring->ring};
    const auto& window = std::get<WindowHardware>(view.hardware);
    std::vector<Part> parts{window.registers, window.logic};
    for (const HeldMemory& memory : window.memories) parts.push_back(memory.part);
    for (const Cursor& cursor : window.cursors)
        if (cursor.part) parts.push_back(*cursor.part);
    if (window.arrivals) parts.push_back(*window.arrivals);
    for (const auto* padding : {&window.early, &window.late})
        if (*padding) parts.push_back((*padding)->part);
    return parts;
}

}  // namespace hashiflex::core
