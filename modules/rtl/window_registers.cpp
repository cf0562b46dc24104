// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_registers.h"

#include "modules/core/parts/input_counters.h"
#include "modules/core/parts/window_plan.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"
#include "modules/rtl/window_ring.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace hashiflex::rtl {
namespace {

constexpr const char* kLintOff = "    // verilator lint_off UNUSED\n";
constexpr const char* kLintOn = "    // verilator lint_on UNUSED\n";

// Pixels of nets, the first one lowest; neighbours are taken together.
struct Piece {
    std::string net;  // a literal, if index is negative
    std::int64_t index = -1;
};
std::string side_by_side(const std::vector<Piece>& pieces, std::int64_t bits) {
    std::string text;
    std::size_t parts = 0;
    for (std::size_t last = pieces.size(); last-- > 0; ++parts) {
        const Piece& high = pieces[last];
        if (parts > 0) text += ", ";
        if (high.index < 0) {
            text += high.net;
            continue;
        }
        while (last > 0 && pieces[last - 1].net == high.net && pieces[last - 1].index + 1 == pieces[last].index) --last;
        text += high.net + "[" + str((high.index + 1) * bits - 1) + ":" + str(pieces[last].index * bits) + "]";
    }
    return parts > 1 ? "{" + text + "}" : text;
}

class Registers {
 public:
    Registers(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry)
        : stage_(stage),
          k_(k),
          geometry_(geometry),
          plan_(core::window_plan(geometry)),
          n_(str(static_cast<std::int64_t>(k))),
          pixel_(pixel_bits(stage, k)),
          address_(bits_for(geometry.depth())) {}

    std::string text() {
        std::string text =
            "    logic " + range_of(address_) + " to" + n_ + ";  // where the beat that arrives goes\n" +
            instance("hf_counter", "arrivals" + n_, {{"LAST", str(geometry_.depth() - 1)}, {"BITS", str(address_)}},
                     {{"clk", "clk"}, {"rst", "rst"}, {"count", "arrive" + n_}, {"value", "to" + n_}});
        for (std::size_t m = 0; m < plan_.memories.size(); ++m) text += memory(m);
        return text + next_window() + arrivals() + registers() + window();
    }

 private:
    static std::string number(std::size_t i) { return str(static_cast<std::int64_t>(i)); }
    std::string pixels() const { return range_of(static_cast<std::int64_t>(plan_.registers()) * pixel_); }

    // A memory for the lanes that are read at the same places, and where in it.
    std::string memory(std::size_t m) {
        const core::LaneMemory& memory = plan_.memories[m];
        const std::string name = n_ + "_" + number(m);
        const std::int64_t bits = memory.lanes * pixel_;
        const std::size_t ports = std::max<std::size_t>(memory.reads.size(), 1);
        std::string text = "\n    // " + lanes_of(memory) + " of a beat\n";
        std::string from;
        for (const auto& reads : memory.reads) from = cursor(reads, text) + (from.empty() ? "" : ", ") + from;
        if (memory.reads.empty()) from = unsigned_literal(address_, 0);  // all arrive in time: nothing is read
        const std::int64_t low = std::int64_t{memory.first} * pixel_;
        text += kLintOff + ("    logic " + range_of(static_cast<std::int64_t>(ports) * bits)) + " words" + name +
                ";\n" + kLintOn;
        return text + instance("hf_memory", "beats" + name,
                               {{"WIDTH", str(bits)},
                                {"DEPTH", str(geometry_.depth())},
                                {"ADDRESS_BITS", str(address_)},
                                {"PORTS", number(ports)},
                                {"LATCHES", latches(stage_.inputs[k_].storage)}},
                               {{"clk", "clk"},
                                {"write", "store" + n_},
                                {"to", "to" + n_},
                                {"data", "in" + n_ + "_data[" + str(low + bits - 1) + ":" + str(low) + "]"},
                                {"from", ports > 1 ? "{" + from + "}" : from},
                                {"words", "words" + name}});
    }

    static std::string lanes_of(const core::LaneMemory& memory) {
        if (memory.lanes == 1) return "lane " + str(memory.first);
        return "lanes " + str(memory.first) + " to " + str(memory.first + memory.lanes - 1);
    }

    // The net with the place of the beats that are read, in all memories.
    std::string cursor(const std::vector<std::int64_t>& reads, std::string& text) {
        std::vector<std::int64_t> places;
        for (const std::int64_t beat : reads) places.push_back(modulo(beat));
        const auto found = cursors_.emplace(places, "from" + n_ + "_" + number(cursors_.size()));
        const std::string& name = found.first->second;
        if (!found.second) return name;
        core::StepTable by(geometry_.steps(), [](int, int) { return 0; });
        for (std::size_t s = 0; s < reads.size(); ++s)
            by.values[s] =
                modulo(s + 1 < reads.size() ? reads[s + 1] - reads[s] : reads[0] + geometry_.map().beats() - reads[s]);
        const auto moves = moves_.emplace(by.values, n_ + "_" + number(moves_.size()));
        if (moves.second) text += cursor_moves(moves.first->second, by, geometry_.depth());
        text += "    logic " + range_of(address_) + " " + name + ";\n";
        text += instance(
            "hf_cursor", name + "_cursor",
            {{"DEPTH", str(geometry_.depth())}, {"ADDRESS_BITS", str(address_)}, {"FIRST_PLACE", str(places.front())}},
            {{"clk", "clk"},
             {"rst", "rst"},
             {"move", "fire"},
             {"by", "by" + moves.first->second},
             {"back", "back" + moves.first->second},
             {"place", name}});
        return name;
    }

    // The net padded<k>: the window of the next step, as far as its pixels have arrived.
    std::string next_window() const {
        std::vector<std::string> windows;
        for (const auto& move : plan_.moves) {
            std::vector<Piece> pieces;
            for (const core::PixelSource& source : move) pieces.push_back(piece(source));
            windows.push_back(side_by_side(pieces, pixel_));
        }
        std::string text = "\n    // the next window\n    logic " + pixels() + " pixels" + n_ + ", moved" + n_ +
                           ", padded" + n_ + ";\n";
        text += chosen("moved" + n_, pixels(), windows, "move" + n_);
        if (windows.size() > 1)
            text = register_of_step("move" + n_, bits_for(static_cast<std::int64_t>(windows.size())),
                                    of_steps([&](std::size_t s) { return std::int64_t{plan_.move_of[s]}; })) +
                   text;
        return text + padding("next_", "moved" + n_, "padded" + n_, true);
    }

    Piece piece(const core::PixelSource& source) const {
        if (source.from == core::PixelSource::From::pixel) return {"pixels" + n_, source.index};
        std::size_t m = 0;
        while (plan_.memories[m].first + plan_.memories[m].lanes <= source.index) ++m;
        const core::LaneMemory& memory = plan_.memories[m];
        return {"words" + n_ + "_" + number(m), std::int64_t{source.port} * memory.lanes + source.index - memory.first};
    }

    // Gives a net one of several values. Each has wires of its own: Icarus reads no part of a vector in an always_comb.
    static std::string chosen(const std::string& net, const std::string& range, const std::vector<std::string>& values,
                              const std::string& by) {
        if (values.size() == 1) return "    assign " + net + " = " + values.front() + ";\n";
        std::string text;
        for (std::size_t i = 0; i < values.size(); ++i)
            text += "    wire " + range + " " + net + "_" + number(i) + " = " + values[i] + ";\n";
        const int bits = bits_for(static_cast<std::int64_t>(values.size()));
        text += "    always_comb begin\n        case (" + by + ")\n";
        for (std::size_t i = values.size(); i-- > 0;)
            text += "            " + (i == 0 ? "default" : unsigned_literal(bits, i)) + ": " + net + " = " + net + "_" +
                    number(i) + ";\n";
        return text + "        endcase\n    end\n";
    }

    // Padding of the next step's window before the registers, or of the present step's behind them. Everything that can
    // be padding is, in reset: the first window finds it there.
    std::string padding(const std::string& when, const std::string& from, const std::string& to, bool before) const {
        const auto row_inside = [&](int row, int) {
            std::vector<bool> inside;
            for (const int r : plan_.rows) inside.push_back(geometry_.row_inside(row, r));
            return inside;
        };
        const auto column_inside = [&](int, int column) {
            std::vector<bool> inside;
            for (std::size_t c = 0; c < plan_.columns.size(); ++c)
                // Lanes beyond the row see whatever there is: their result is not used.
                inside.push_back((plan_.late[c] != 0) == before || !geometry_.column_used(column, plan_.columns[c]) ||
                                 geometry_.column_inside(column, plan_.columns[c]));
            return inside;
        };
        const std::string rows = "row_inside_" + when + n_, columns = "column_inside_" + when + n_;
        const std::string always_rows = always(row_inside, plan_.rows.size());
        const std::string always_columns = always(column_inside, plan_.columns.size());
        const bool all = (always_rows + always_columns).find('0') == std::string::npos;
        if (all || (!before && !any_late())) return "    assign " + to + " = " + from + ";\n";
        const auto of_window = [&](const auto& flags) {
            return [&, flags](int row, int column) {
                const core::StepGrid& grid = geometry_.steps();
                if (!before) return flags(row, column);
                const bool last = column + 1 == grid.columns;
                return flags(last ? (row + 1) % grid.rows : row, last ? 0 : column + 1);
            };
        };
        std::string padded;
        for (const char late : plan_.late) padded.insert(padded.begin(), (late != 0) == before ? '0' : '1');
        const auto held = [&](const std::string& flags, const std::string& always_set) {
            if (!before) return flags;
            return "rst ? " + str(static_cast<std::int64_t>(always_set.size())) + "'b" + always_set + " : " + flags;
        };
        return flags_of_step(rows, geometry_.steps(), static_cast<int>(plan_.rows.size()), of_window(row_inside)) +
               flags_of_step(columns, geometry_.steps(), static_cast<int>(plan_.columns.size()),
                             of_window(column_inside)) +
               instance("hf_window", (before ? "pad" : "pad_late") + n_,
                        {{"ROWS", number(plan_.rows.size())},
                         {"COLUMNS", number(plan_.columns.size())},
                         {"CHANNELS", str(stage_.in[k_].shape.channels)},
                         {"BITS", str(value_bits(stage_, k_))},
                         {"FILL", fill_literal()},
                         {"PADDED", str(static_cast<std::int64_t>(padded.size())) + "'b" + padded}},
                        {{"pixels", from},
                         {"row_inside", held(rows, always_rows)},
                         {"column_inside", held(columns, always_columns)},
                         {"window", to}});
    }

    // Which flags are up at all steps, the first one lowest, as digits.
    template <typename Flags>
    std::string always(const Flags& flags, std::size_t count) const {
        std::string all(count, '1');
        for (int row = 0; row < geometry_.steps().rows; ++row)
            for (int column = 0; column < geometry_.steps().columns; ++column) {
                const std::vector<bool> of_step = flags(row, column);
                for (std::size_t i = 0; i < count; ++i)
                    if (!of_step[i]) all[count - 1 - i] = '0';
            }
        return all;
    }

    bool any_late() const {
        return std::any_of(plan_.late.begin(), plan_.late.end(), [](char late) { return late != 0; });
    }

    std::string fill_literal() const {
        const int bits = value_bits(stage_, k_);
        const auto* pool = std::get_if<core::Pool>(&stage_.op);
        const bool lowest = pool != nullptr && pool->kind == core::PoolKind::max && stage_.in[k_].is_signed;
        return unsigned_literal(bits, lowest ? std::uint64_t{1} << (bits - 1) : 0);
    }

    // The nets arriving<k>, what a beat brings to a row of the window after this edge, and its_own<k>, to which
    // registers.
    std::string arrivals() const {
        std::string text = "\n    // beats that arrive\n" + arriving();
        const auto top = core::input_counters(geometry_.schedule(), geometry_.depth());
        const int bits = signed_width({top.least_ahead, top.most_ahead});
        const auto due = [&](const std::string& name, const std::vector<std::int64_t>& values) {
            return constants_of_step(name, of_steps([&](std::size_t s) { return values[s]; }),
                                     {{name, bits, [bits](std::int64_t value) {
                                           return unsigned_literal(bits, static_cast<std::uint64_t>(value));
                                       }}});
        };
        for (std::size_t a = 0; a < plan_.arrivals.size(); ++a) {
            const std::string name = n_ + "_" + number(a);
            text += due("due" + name, plan_.arrivals[a].present) + due("due_next" + name, plan_.arrivals[a].next);
            text += "    wire arrives" + name + " = store" + n_ + " && (fire ? ahead" + n_ + " == due_next" + name +
                    " : ahead" + n_ + " == due" + name + ");\n";
        }
        text += "    wire " + range_of(static_cast<std::int64_t>(plan_.registers())) + " its_own" + n_ + " = {";
        for (std::size_t p = plan_.registers(); p-- > 0;)
            text += (plan_.arrival_of[p] < 0 ? "1'b0" : "arrives" + n_ + "_" + str(plan_.arrival_of[p])) +
                    (p > 0 ? ", " : "};\n");
        return text;
    }

    std::string arriving() const {
        const std::string range = range_of(static_cast<std::int64_t>(plan_.columns.size()) * pixel_);
        std::vector<std::int64_t> aligns;
        for (const auto* of_steps : {&plan_.present_align, &plan_.next_align})
            for (const std::int64_t align : *of_steps)
                if (std::find(aligns.begin(), aligns.end(), align) == aligns.end()) aligns.push_back(align);
        std::vector<std::string> rows;
        for (const std::int64_t align : aligns) {
            std::vector<Piece> pieces;
            for (const int column : plan_.columns)
                pieces.push_back({"in" + n_ + "_data", (align + column) % geometry_.map().lanes});
            rows.push_back(side_by_side(pieces, pixel_));
        }
        std::string text = "    logic " + range + " arriving" + n_ + ";\n";
        if (aligns.size() > 1) {
            const int bits = bits_for(static_cast<std::int64_t>(aligns.size()));
            const auto which = [&](const std::string& name, const std::vector<std::int64_t>& of_step) {
                return register_of_step(name, bits, of_steps([&](std::size_t s) {
                                            return static_cast<std::int64_t>(
                                                std::find(aligns.begin(), aligns.end(), of_step[s]) - aligns.begin());
                                        }));
            };
            text += which("align" + n_, plan_.present_align) + which("align_next" + n_, plan_.next_align);
            text += "    wire " + range_of(bits) + " align_after" + n_ + " = fire ? align_next" + n_ + " : align" + n_ +
                    ";\n";
        }
        return text + chosen("arriving" + n_, range, rows, "align_after" + n_);
    }

    std::string registers() const {
        return instance(
            "hf_window_registers", "window_of" + n_,
            {{"PIXEL", str(pixel_)}, {"ROWS", number(plan_.rows.size())}, {"COLUMNS", number(plan_.columns.size())}},
            {{"clk", "clk"},
             {"its_own", "its_own" + n_},
             {"arriving", "arriving" + n_},
             {"load", "fire || rst"},
             {"moved", "padded" + n_},
             {"pixels", "pixels" + n_}});
    }

    // All pixels under the lanes' kernels; where no step sees one, padding.
    std::string window() const {
        const int span = geometry_.span();
        const int rows = geometry_.window().kernel_h;
        std::string text =
            "    logic " + pixels() + " seen" + n_ + ";\n" + padding("", "pixels" + n_, "seen" + n_, false);
        const std::string none = "{" + str(stage_.in[k_].shape.channels) + "{" + fill_literal() + "}}";
        std::vector<Piece> pieces;
        for (int r = 0; r < rows; ++r)
            for (int i = 0; i < span; ++i) {
                const auto row = std::find(plan_.rows.begin(), plan_.rows.end(), r);
                const auto column = std::find(plan_.columns.begin(), plan_.columns.end(), i);
                if (row == plan_.rows.end() || column == plan_.columns.end())
                    pieces.push_back({none, -1});
                else
                    pieces.push_back(
                        {"seen" + n_, (row - plan_.rows.begin()) * static_cast<std::int64_t>(plan_.columns.size()) +
                                          (column - plan_.columns.begin())});
            }
        return text +
               "    // strides leave pixels out, and pixels may be wide\n    // verilator lint_off UNUSED\n    // "
               "verilator lint_off WIDTHCONCAT\n    wire " +
               range_of(std::int64_t{rows} * span * pixel_) + " window" + n_ + " = " + side_by_side(pieces, pixel_) +
               ";\n    // verilator lint_on WIDTHCONCAT\n    // verilator lint_on UNUSED\n";
    }

    template <typename Value>
    core::StepTable of_steps(const Value& value) const {
        core::StepTable table(geometry_.steps(), [](int, int) { return 0; });
        for (std::size_t s = 0; s < table.values.size(); ++s) table.values[s] = value(s);
        return table;
    }

    std::int64_t modulo(std::int64_t beat) const {
        const int depth = geometry_.depth();
        return (beat % depth + depth) % depth;
    }

    const core::StageDesign& stage_;
    std::size_t k_;
    const core::WindowGeometry& geometry_;
    core::WindowPlan plan_;
    std::string n_;
    std::int64_t pixel_;
    int address_;
    std::map<std::vector<std::int64_t>, std::string> cursors_;  // by the places that they point to
    std::map<std::vector<std::int64_t>, std::string> moves_;    // names of by and back
};

}  // namespace

std::string window_registers(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry) {
    return Registers(stage, k, geometry).text();
}

}  // namespace hashiflex::rtl
