// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/bank_parts.h"
#include "modules/core/parts/window_hardware.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

std::int64_t place_in_ring(std::int64_t beat, int depth) {
    return (beat % depth + depth) % depth;
}

// Does a kernel see column i of the window?
bool under_a_kernel(const WindowGeometry& geometry, int i, int lanes) {
    const Window& window = geometry.window();
    for (int lane = 0; lane < lanes; ++lane)
        if (i >= lane * window.stride_w && i < lane * window.stride_w + window.kernel_w) return true;
    return false;
}

BeatRing ring_of(std::vector<int> lanes, const StepConstant& by, std::int64_t first_place, const StageDesign& stage,
                 std::size_t k, const Design& design) {
    const InputBuffer& buffer = stage.inputs[k];
    BeatRing ring;
    ring.lanes = std::move(lanes);
    ring.words = {buffer.storage.kind,
                  buffer.depth,
                  static_cast<std::int64_t>(ring.lanes.size()) * stage.in[k].bits * stage.in[k].shape.channels,
                  1,
                  0,
                  0};
    ring.by = by;
    if (buffer.storage.kind == Storage::sram)
        ring.ring = sram_ring_part(ring.words.bits, buffer.depth, first_place, stage.program.inputs[k], design);
    else
        ring.ring = ring_part(ring.words, first_place, !by.is(0), stage.program.inputs[k], design);
    return ring;
}

}  // namespace

bool sees_single_beats(const WindowGeometry& geometry) {
    if (geometry.window().kernel_h * geometry.reads() > 1) return false;
    for (int row = 0; row < geometry.steps().rows; ++row)
        for (int column = 0; column < geometry.steps().columns; ++column) {
            if (geometry.align(column) != geometry.align(0)) return false;
            for (int i = 0; i < geometry.span(); ++i)
                if (geometry.sight(row, column, 0, i) == Sight::outside) return false;
        }
    return true;
}

std::vector<int> single_beat_lanes(const WindowGeometry& geometry, const StageDesign& stage) {
    std::vector<int> lanes;
    for (int i = 0; i < geometry.span(); ++i)
        if (under_a_kernel(geometry, i, stage.lanes())) lanes.push_back(geometry.align(0) + i);
    return lanes;
}

BeatRing single_beat_ring(const WindowGeometry& geometry, const StageDesign& stage, std::size_t k, StepCodes& codes,
                          const Design& design) {
    const int depth = stage.inputs[k].depth;
    const StepGrid& grid = geometry.steps();
    const StepTable by(grid, [&](int row, int column) {
        const bool last = row + 1 == grid.rows && column + 1 == grid.columns;
        const std::int64_t next = last                        ? geometry.place(0, 0) + geometry.map().beats()
                                  : column + 1 < grid.columns ? geometry.place(row, column + 1)
                                                              : geometry.place(row + 1, 0);
        return place_in_ring(next - geometry.place(row, column), depth);
    });
    return ring_of(single_beat_lanes(geometry, stage), codes.constant(by), place_in_ring(geometry.place(0, 0), depth), stage, k, design);
}

BeatRing whole_beat_ring(const StageDesign& stage, const Design& design) {
    std::vector<int> lanes;
    for (int lane = 0; lane < design.grid_of(stage.inputs[0].producer).lanes; ++lane) lanes.push_back(lane);
    return ring_of(lanes, {std::nullopt, {1 % stage.inputs[0].depth}}, 0, stage, 0, design);
}

}  // namespace hashiflex::core
