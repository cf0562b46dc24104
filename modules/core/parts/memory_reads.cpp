// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/memory_reads.h"

#include "modules/core/parts/window_hardware.h"

namespace hashiflex::core {
namespace {

std::vector<MemoryReads> whole_beats(const InputBuffer& buffer, const SomeSteps& reads) {
    return {{buffer.beat_bits, {reads}}};
}

// A beat a step, where the window lies.
SomeSteps places(const WindowGeometry& geometry) {
    SomeSteps places;
    for (int row = 0; row < geometry.steps().rows; ++row)
        for (int column = 0; column < geometry.steps().columns; ++column) places.push_back(geometry.place(row, column));
    return places;
}

// Another beat each step.
SomeSteps one_by_one(int steps) {
    SomeSteps beats;
    for (int s = 0; s < steps; ++s) beats.push_back(s);
    return beats;
}

// One beat for all steps of an image: it is read once.
SomeSteps first_step(int steps) {
    SomeSteps beats(static_cast<std::size_t>(steps));
    beats.front() = 0;
    return beats;
}

}  // namespace

std::vector<MemoryReads> memory_reads(const Design& design, const StageDesign& stage, std::size_t k) {
    const InputBuffer& buffer = stage.inputs[k];
    if (std::holds_alternative<GlobalPool>(stage.op)) return whole_beats(buffer, one_by_one(stage.program.steps()));
    if (std::holds_alternative<Argmax>(stage.op)) return whole_beats(buffer, first_step(stage.program.steps()));
    const WindowGeometry geometry(design, stage, k);
    const std::int64_t pixel = buffer.beat_bits / geometry.map().lanes;
    if (sees_single_beats(geometry))
        return {{static_cast<std::int64_t>(single_beat_lanes(geometry, stage).size()) * pixel, {places(geometry)}}};
    std::vector<MemoryReads> memories;
    for (const LaneMemory& memory : window_plan(geometry).memories)
        memories.push_back({static_cast<std::int64_t>(memory.lanes.size()) * pixel, memory.asked});
    return memories;
}

std::optional<Banks> fewest_banks(const std::vector<MemoryReads>& memories, int depth) {
    std::vector<PortReads> reads;
    for (const MemoryReads& memory : memories) reads.push_back(memory.ports);
    return fewest_banks(reads, depth);
}

}  // namespace hashiflex::core
