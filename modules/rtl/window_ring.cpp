// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_ring.h"

#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace hashiflex::rtl {
namespace {

constexpr const char* kLintOff = "    // verilator lint_off UNUSED\n";
constexpr const char* kLintOn = "    // verilator lint_on UNUSED\n";

std::string braced(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return parts.size() > 1 ? "{" + text + "}" : text;
}

// Lanes of a beat whose pixels go the same ways.
struct Slice {
    int first = 0;
    int lanes = 1;
    WindowMoves moves;
};

std::vector<Slice> slices_of(const WindowGeometry& geometry) {
    std::vector<Slice> slices;
    for (int lane = 0; lane < geometry.map().lanes; ++lane) {
        WindowMoves moves = window_moves(geometry.seen_of(lane));
        if (!slices.empty() && slices.back().moves == moves)
            ++slices.back().lanes;
        else
            slices.push_back({lane, 1, std::move(moves)});
    }
    return slices;
}

class Ring {
 public:
    Ring(const core::StageDesign& stage, std::size_t k, const WindowGeometry& geometry)
        : geometry_(geometry),
          n_(str(static_cast<std::int64_t>(k))),
          pixel_(pixel_bits(stage, k)),
          beat_(input_bits(stage, k)),
          depth_(stage.inputs[k].depth),
          address_(bits_for(depth_)),
          latches_(latches(stage.inputs[k].storage)) {}

    std::string text() const {
        const std::int64_t beats = std::int64_t{geometry_.window().kernel_h} * geometry_.reads();
        const std::string declaration = "    // the first and last beats of a window are not read whole\n" +
                                        std::string(kLintOff) + "    logic " + range_of(beats * beat_) + " beats" + n_ +
                                        ";\n" + kLintOn;
        return declaration + (beats > 1 ? window_of_beats() : single_beat());
    }

 private:
    // Steps that see one beat read it where it lies.
    std::string single_beat() const {
        const WindowMoves moves = window_moves(geometry_.seen_of(0));
        return moves_on(moves) + instance("hf_ring", "ring" + n_,
                                          {{"WIDTH", str(beat_)},
                                           {"DEPTH", str(depth_)},
                                           {"ADDRESS_BITS", str(address_)},
                                           {"FIRST_PLACE", str(modulo(geometry_.place(0, 0)))},
                                           {"LATCHES", latches_}},
                                          {{"clk", "clk"},
                                           {"rst", "rst"},
                                           {"arrive", "arrive" + n_},
                                           {"store", "store" + n_},
                                           {"data", "in" + n_ + "_data"},
                                           {"fire", "fire"},
                                           {"moves_on", "moves_on" + n_},
                                           {"beat", "beats" + n_}});
    }

    std::string window_of_beats() const {
        const std::vector<Slice> slices = slices_of(geometry_);
        const WindowMoves& moves = slices.front().moves;  // all slices move on together
        std::string text = moves_on(moves) + "    logic " + range_of(address_) + " next" + n_ + ", place" + n_ +
                           ", newest" + n_ + ";\n";
        text += instance("hf_place", "place_of" + n_,
                         {{"DEPTH", str(depth_)},
                          {"ADDRESS_BITS", str(address_)},
                          {"FIRST_PLACE", str(modulo(geometry_.place(0, 0)))}},
                         {{"clk", "clk"},
                          {"rst", "rst"},
                          {"arrive", "arrive" + n_},
                          {"fire", "fire"},
                          {"moves_on", "moves_on" + n_},
                          {"next", "next" + n_},
                          {"place", "place" + n_},
                          {"newest", "newest" + n_}});
        if (moves.moves.size() > 1)
            text += "    // moves may differ in length only\n" + std::string(kLintOff) +
                    constant_of_step("move" + n_, bits_for(static_cast<std::int64_t>(moves.moves.size())), false,
                                     of_steps([&](std::size_t s) { return std::int64_t{moves.move_of[s]}; })) +
                    kLintOn;
        for (std::size_t i = 0; i < slices.size(); ++i) text += slice_text(slices[i], "_" + str(std::int64_t(i)));
        return text + window_of_slices(slices);
    }

    std::string moves_on(const WindowMoves& moves) const {
        return constant_of_step("moves_on" + n_, address_, false, of_steps([&](std::size_t s) {
                                    return modulo(moves.moves[static_cast<std::size_t>(moves.move_of[s])].by);
                                }));
    }

    static std::string lanes_of(const Slice& slice) {
        if (slice.lanes == 1) return "lane " + str(slice.first);
        return "lanes " + str(slice.first) + " to " + str(slice.first + slice.lanes - 1);
    }

    // The registers of a slice, and what goes into them when the window moves on.
    std::string slice_text(const Slice& slice, const std::string& name) const {
        const WindowMoves& moves = slice.moves;
        const std::int64_t bits = slice.lanes * pixel_;
        const auto registers = static_cast<std::int64_t>(moves.registers.size());
        const std::string window = range_of(registers * bits);
        const std::string reads = "reads" + n_ + name;
        const std::string words = "words" + n_ + name;
        const std::string moved = "moved" + n_ + name;
        std::string text = "\n    // " + lanes_of(slice) + " of a beat\n    logic " +
                           range_of(std::int64_t{moves.ports} * address_) + " " + reads + ";\n    logic " + window +
                           " " + moved + ";\n" + kLintOff + "    logic " + window + " registers" + n_ + name +
                           ";\n    logic " + range_of(std::int64_t{moves.ports} * bits) + " " + words + ";\n" + kLintOn;
        std::vector<std::string> of_reads;
        std::vector<std::string> of_moved;
        for (const WindowMove& move : moves.moves) {
            of_reads.push_back(literals(move.reads));
            of_moved.push_back(next_window(move, name, bits));
        }
        const std::vector<std::string> chosen = wires(moved, window, moves, of_moved, text);
        text += by_move(reads, of_reads) + by_move(moved, chosen);
        return text + instance("hf_window_registers", "lanes" + n_ + name,
                               {{"WIDTH", str(bits)},
                                {"DEPTH", str(depth_)},
                                {"ADDRESS_BITS", str(address_)},
                                {"REGISTERS", str(registers)},
                                {"STANDS_FOR", literals(moves.registers)},
                                {"PORTS", str(moves.ports)},
                                {"LATCHES", latches_}},
                               {{"clk", "clk"},
                                {"store", "store" + n_},
                                {"data", "in" + n_ + "_data" + bits_of(slice.first * pixel_, bits)},
                                {"fire", "fire"},
                                {"next", "next" + n_},
                                {"place", "place" + n_},
                                {"newest", "newest" + n_},
                                {"reads", reads},
                                {"words", words},
                                {"moved", moved},
                                {"window", "registers" + n_ + name}});
    }

    // Beats of registers and ports side by side, the first one lowest; neighbours are taken together.
    std::string next_window(const WindowMove& move, const std::string& name, std::int64_t bits) const {
        std::vector<std::string> parts;
        const auto& sources = move.sources;
        for (std::size_t last = sources.size(); last-- > 0;) {
            const std::size_t high = sources[last].index;
            while (last > 0 && sources[last - 1].port == sources[last].port &&
                   sources[last - 1].index + 1 == sources[last].index)
                --last;
            const std::size_t low = sources[last].index;
            parts.push_back(
                (sources[last].port ? "words" : "registers") + n_ + name +
                bits_of(static_cast<std::int64_t>(low) * bits, static_cast<std::int64_t>(high - low + 1) * bits));
        }
        return braced(parts);
    }

    // Different windows get wires of their own: Icarus reads no part of a vector in an always_comb.
    static std::vector<std::string> wires(const std::string& net, const std::string& range, const WindowMoves& moves,
                                          const std::vector<std::string>& windows, std::string& text) {
        if (same(windows)) return windows;
        std::vector<std::string> names;
        for (std::size_t m = 0; m < windows.size(); ++m) {
            names.push_back(net + "_" + str(static_cast<std::int64_t>(m)));
            text += "    wire " + range + " " + names.back() + " = " + windows[m] + ";  // moves on by " +
                    str(moves.moves[m].by) + "\n";
        }
        return names;
    }

    // Gives a net the value of the present step's move.
    std::string by_move(const std::string& net, const std::vector<std::string>& values) const {
        if (same(values)) return "    assign " + net + " = " + values.front() + ";\n";
        const int bits = bits_for(static_cast<std::int64_t>(values.size()));
        std::string text = "    always_comb begin\n        case (move" + n_ + ")\n";
        for (std::size_t m = 1; m < values.size(); ++m)
            text += "            " + unsigned_literal(bits, m) + ": " + net + " = " + values[m] + ";\n";
        return text + "            default: " + net + " = " + values.front() + ";\n        endcase\n    end\n";
    }

    static bool same(const std::vector<std::string>& values) {
        return std::all_of(values.begin(), values.end(), [&](const auto& value) { return value == values.front(); });
    }

    std::string window_of_slices(const std::vector<Slice>& slices) const {
        std::string text = "\n    assign beats" + n_ + " = {";
        for (int row = geometry_.window().kernel_h; row-- > 0;)
            for (int i = geometry_.reads(); i-- > 0;) {
                text += "\n        ";
                for (std::size_t s = slices.size(); s-- > 0;) {
                    const std::int64_t beat = std::int64_t{row} * geometry_.map().beats_per_row() + i;
                    text += (s + 1 < slices.size() ? " " : "") + pixels_of(slices[s], s, beat) +
                            (row + i > 0 || s > 0 ? "," : "");
                }
            }
        return text + "\n    };\n";
    }

    std::string pixels_of(const Slice& slice, std::size_t s, std::int64_t beat) const {
        const std::int64_t bits = slice.lanes * pixel_;
        const auto& registers = slice.moves.registers;
        const auto found = std::lower_bound(registers.begin(), registers.end(), beat);
        if (found == registers.end() || *found != beat) return str(bits) + "'d0";
        return "registers" + n_ + "_" + str(static_cast<std::int64_t>(s)) +
               bits_of((found - registers.begin()) * bits, bits);
    }

    template <typename Value>
    Table of_steps(const Value& value) const {
        const StepGrid& grid = geometry_.steps();
        return Table(grid, [&](int row, int c) {
            return value(static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
                         static_cast<std::size_t>(c));
        });
    }

    static std::string bits_of(std::int64_t low, std::int64_t bits) {
        return "[" + str(low + bits - 1) + ":" + str(low) + "]";
    }
    std::int64_t modulo(std::int64_t beat) const { return (beat % depth_ + depth_) % depth_; }
    std::string literals(const std::vector<std::int64_t>& beats) const {
        std::vector<std::string> parts;
        for (auto beat = beats.rbegin(); beat != beats.rend(); ++beat)
            parts.push_back(unsigned_literal(address_, static_cast<std::uint64_t>(modulo(*beat))));
        return braced(parts);
    }

    const WindowGeometry& geometry_;
    std::string n_;
    std::int64_t pixel_;
    std::int64_t beat_;
    int depth_;
    int address_;
    std::string latches_;
};

}  // namespace

std::string window_ring(const core::StageDesign& stage, std::size_t k, const WindowGeometry& geometry) {
    return Ring(stage, k, geometry).text();
}

}  // namespace hashiflex::rtl
