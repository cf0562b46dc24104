// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_text.h"

#include "modules/rtl/part_text.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/step_constants.h"

#include <algorithm>

namespace hashiflex::rtl {
namespace {

// The nets by<name> and back<name>: how far a cursor goes on, and that less than the ring.
std::string ring_moves(const std::string& name, const core::StepConstant& by, int depth) {
    const int bits = bits_for(depth);
    const auto literal = [bits](std::int64_t value) {
        return unsigned_literal(bits, static_cast<std::uint64_t>(value));
    };
    return decoded(by, {{"by" + name, bits, literal},
                        {"back" + name, bits, [=](std::int64_t value) { return literal(value - depth); }}});
}

// The lanes that a ring does not hold are seen by no kernel.
std::string single_beat(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry,
                        const core::BeatRing& ring) {
    const std::string n = str(static_cast<std::int64_t>(k));
    const std::int64_t pixel = pixel_bits(stage, k);
    std::vector<Piece> held, seen;
    for (const int lane : ring.lanes) held.push_back({"in" + n + "_data", lane});
    for (int i = 0; i < geometry.span(); ++i) {
        const auto lane = std::find(ring.lanes.begin(), ring.lanes.end(), geometry.align(0) + i);
        if (lane == ring.lanes.end())
            seen.push_back({unsigned_literal(static_cast<int>(pixel), 0)});
        else
            seen.push_back({"beats" + n, lane - ring.lanes.begin()});
    }
    return "    logic " + range_of(ring.words.bits) + " beats" + n + ";\n" + ring_moves(n, ring.by, geometry.depth()) +
           instance(ring.ring, "ring" + n,
                    {{"clk", "clk"},
                     {"rst", "rst"},
                     {"arrive", "arrive" + n},
                     {"store", "store" + n},
                     {"data", side_by_side(held, pixel)},
                     {"fire", "fire"},
                     {"by", "by" + n},
                     {"back", "back" + n},
                     {"beat", "beats" + n}}) +
           "    // strides leave pixels out, and pixels may be wide\n    // verilator lint_off UNUSED\n    // "
           "verilator "
           "lint_off WIDTHCONCAT\n    wire " +
           range_of(geometry.span() * pixel) + " window" + n + " = " + side_by_side(seen, pixel) +
           ";\n    // verilator lint_on WIDTHCONCAT\n    // verilator lint_on UNUSED\n";
}

std::string number(std::size_t i) {
    return str(static_cast<std::int64_t>(i));
}

}  // namespace

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

std::string window_memories(const core::StageDesign& stage, std::size_t k, const core::WindowHardware& hardware) {
    if (hardware.banks) return window_banks(stage, k, hardware);
    const std::string n = number(k);
    const int address = bits_for(stage.inputs[k].depth);
    const std::string to = hardware.arrivals ? "to" + n : unsigned_literal(address, 0);
    std::string text;
    if (hardware.arrivals)
        text += "    logic " + range_of(address) + " to" + n + ";  // where the beat that arrives goes\n" +
                instance(*hardware.arrivals, "arrivals" + n,
                         {{"clk", "clk"}, {"rst", "rst"}, {"count", "arrive" + n}, {"value", "to" + n}});
    for (std::size_t m = 0; m < hardware.cursor_moves.size(); ++m)
        if (!hardware.cursor_moves[m].is(0))
            text += ring_moves(n + "_" + number(m), hardware.cursor_moves[m], stage.inputs[k].depth);
    const auto place = [&](std::size_t c) {
        const core::Cursor& cursor = hardware.cursors[c];
        return cursor.part ? "from" + n + "_" + number(c)
                           : unsigned_literal(address, static_cast<std::uint64_t>(cursor.first_place));
    };
    for (std::size_t c = 0; c < hardware.cursors.size(); ++c) {
        const core::Cursor& cursor = hardware.cursors[c];
        if (!cursor.part) continue;
        const std::string move = n + "_" + number(cursor.move);
        text += "    logic " + range_of(address) + " " + place(c) + ";\n" +
                instance(*cursor.part, place(c) + "_cursor",
                         {{"clk", "clk"},
                          {"rst", "rst"},
                          {"move", "fire"},
                          {"by", "by" + move},
                          {"back", "back" + move},
                          {"place", place(c)}});
    }
    for (std::size_t m = 0; m < hardware.memories.size(); ++m) {
        const core::HeldMemory& memory = hardware.memories[m];
        std::vector<Piece> data;
        for (const int lane : memory.lanes) data.push_back({"in" + n + "_data", lane});
        std::string from;
        for (std::size_t port = 0; port < memory.cursors.size(); ++port)
            from = place(memory.cursors[port]) + (port == 0 ? "" : ", ") + from;
        const std::string name = n + "_" + number(m);
        text += "    // not every port reads all of a word\n    // verilator lint_off UNUSED\n    logic " +
                range_of(static_cast<std::int64_t>(memory.cursors.size()) * memory.words.bits) + " words" + name +
                ";\n    // verilator lint_on UNUSED\n" +
                instance(memory.part, "beats" + name,
                         {{"clk", "clk"},
                          {"write", "store" + n},
                          {"to", to},
                          {"data", side_by_side(data, pixel_bits(stage, k))},
                          {"from", memory.cursors.size() > 1 ? "{" + from + "}" : from},
                          {"words", "words" + name}});
    }
    return text;
}

Piece read_pixel(std::size_t k, const core::WindowHardware& hardware, const core::PixelSource& source) {
    for (std::size_t m = 0; m < hardware.memories.size(); ++m) {
        const auto& lanes = hardware.memories[m].lanes;
        const auto lane = std::find(lanes.begin(), lanes.end(), source.index);
        if (lane == lanes.end()) continue;
        return {"words" + number(k) + "_" + number(m),
                source.port * static_cast<std::int64_t>(lanes.size()) + (lane - lanes.begin())};
    }
    throw std::logic_error("no memory holds lane " + std::to_string(source.index));
}

std::string window_text(const core::StageDesign& stage, std::size_t k, const core::InputView& view) {
    const std::string title = "\n    // windows of input " + number(k) + "\n";
    if (const auto* ring = std::get_if<core::BeatRing>(&view.hardware))
        return title + single_beat(stage, k, view.geometry, *ring);
    return title + window_registers(stage, k, view.geometry, std::get<core::WindowHardware>(view.hardware));
}

}  // namespace hashiflex::rtl
