// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_ring.h"

#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

namespace hashiflex::rtl {
namespace {

std::int64_t modulo(std::int64_t beat, int depth) {
    return (beat % depth + depth) % depth;
}

}  // namespace

bool sees_single_beats(const core::WindowGeometry& geometry) {
    if (geometry.window().kernel_h * geometry.reads() > 1) return false;
    for (int row = 0; row < geometry.steps().rows; ++row)
        for (int column = 0; column < geometry.steps().columns; ++column) {
            if (geometry.align(column) != geometry.align(0)) return false;
            for (int i = 0; i < geometry.span(); ++i)
                if (geometry.sight(row, column, 0, i) == core::Sight::outside) return false;
        }
    return true;
}

std::string cursor_moves(const std::string& name, const core::StepTable& by, int depth) {
    const int bits = bits_for(depth);
    core::StepTable moves = by;
    for (auto& value : moves.values) value = modulo(value, depth);
    return constants_of_step(
        "move" + name, moves,
        {{"by" + name, bits,
          [=](std::int64_t value) { return unsigned_literal(bits, static_cast<std::uint64_t>(value)); }},
         {"back" + name, bits,
          [=](std::int64_t value) { return unsigned_literal(bits, static_cast<std::uint64_t>(value - depth)); }}});
}

std::string single_beat(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry) {
    const std::string n = str(static_cast<std::int64_t>(k));
    const int depth = stage.inputs[k].depth;
    const core::StepGrid& grid = geometry.steps();
    const core::StepTable by(grid, [&](int row, int column) {
        const bool last = row + 1 == grid.rows && column + 1 == grid.columns;
        const std::int64_t next = last                        ? geometry.place(0, 0) + geometry.map().beats()
                                  : column + 1 < grid.columns ? geometry.place(row, column + 1)
                                                              : geometry.place(row + 1, 0);
        return next - geometry.place(row, column);
    });
    return "    // strides leave pixels out\n    // verilator lint_off UNUSED\n    logic " +
           range_of(input_bits(stage, k)) + " beats" + n + ";\n    // verilator lint_on UNUSED\n" +
           cursor_moves(n, by, depth) +
           instance("hf_ring", "ring" + n,
                    {{"WIDTH", str(input_bits(stage, k))},
                     {"DEPTH", str(depth)},
                     {"ADDRESS_BITS", str(bits_for(depth))},
                     {"FIRST_PLACE", str(modulo(geometry.place(0, 0), depth))},
                     {"LATCHES", latches(stage.inputs[k].storage)}},
                    {{"clk", "clk"},
                     {"rst", "rst"},
                     {"arrive", "arrive" + n},
                     {"store", "store" + n},
                     {"data", "in" + n + "_data"},
                     {"fire", "fire"},
                     {"by", "by" + n},
                     {"back", "back" + n},
                     {"beat", "beats" + n}});
}

}  // namespace hashiflex::rtl
