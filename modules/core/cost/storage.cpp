// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/storage.h"

#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clock_gating.h"
#include "modules/core/cost/sram_buffer.h"
#include "modules/core/cost/word_array.h"
#include "modules/core/parts/stage_hardware.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace hashiflex::core {
namespace {

// One input buffer of a stage, and what reads it.
struct Ring {
    const StageDesign& stage;
    const Design& design;
    const InputBuffer& buffer;
    const TensorType& type;
    const Window window;  // 1 x 1: pixel by pixel
    const Classifier* classifier;
    std::vector<WordArray> memories;
    std::int64_t held_lanes = 0;  // of a beat, those that somebody reads
    Part registers;               // of its windows

    Ring(const StageDesign& of, std::size_t input, const Design& chip)
        : stage(of),
          design(chip),
          buffer(of.inputs[input]),
          type(input_type(of, chip, input)),
          window(window_of(of.op)),
          classifier(std::get_if<Classifier>(&of.op)) {
        if (classifier) {
            WordArray array{buffer.storage.kind, buffer.depth, buffer.beat_bits, 1, 0, 0};
            array.read_width = npu_widths(*classifier, stage, design).rows * std::int64_t{type.bits};
            memories.push_back(array);
        } else if (sees_windows(stage)) {
            StepCodes codes(step_grid(stage));
            const InputView view = input_view(stage, input, codes, design);
            memories = words_of(view);
            if (const auto* hardware = std::get_if<WindowHardware>(&view.hardware)) registers = hardware->registers;
        } else {
            memories.push_back(whole_beat_ring(stage, design).words);
        }
        for (const WordArray& memory : memories) held_lanes += memory.bits / pixel_bits(type);
    }

    const BeatGrid& grid() const { return design.grid_of(buffer.producer); }
    std::int64_t window_bits() const { return registers.one.buffer_flop_bits; }

    WordTraffic traffic(const WordArray& array) const {
        const std::int64_t all = type.shape.pixels() * pixel_bits(type);
        return {grid().beats(), all * array.bits / std::max<std::int64_t>(buffer.beat_bits, 1), moves()};
    }

 private:
    // Steps of an image that begin at another beat than the one before.
    std::int64_t moves() const {
        if (classifier || std::holds_alternative<GlobalPool>(stage.op)) return stage.program.steps();
        const int stride = window.stride_w;
        const int left = window.pad_left;
        std::int64_t moves = 0;
        for (int c = 0, last = -1; c < stage.grid.beats_per_row(); ++c) {
            const int beat = (c * stage.lanes() * stride - left + left * grid().lanes) / grid().lanes;
            if (beat != last) ++moves;
            last = beat;
        }
        return moves * stage.grid.rows;
    }
};

WordArray fifo_array(const OutputFifo& fifo) {
    return {fifo.storage.kind, fifo.depth, fifo.beat_bits, 1, 0, 0};
}

// Weights, biases and multipliers are memories of their own.
struct WeightSection {
    std::int64_t words_of_set, columns;
};
std::vector<WeightSection> weight_sections(const StageDesign& stage, const Design& design) {
    const auto* op = std::get_if<Classifier>(&stage.op);
    if (!op) return {};
    const NpuWidths w = npu_widths(*op, stage, design);
    const std::int64_t columns = w.columns;
    std::vector<WeightSection> sections{{w.row_steps * w.groups, columns * w.rows * w.weight_bits},
                                        {w.groups, columns * 32}};
    if (w.scaled) sections.push_back({w.groups, columns * 16});
    return sections;
}

}  // namespace

Counts buffer_counts(const StageDesign& stage, std::size_t input, const Design& design) {
    return buffer_cost(stage, input, design).counts;
}

int buffer_read_levels(const StageDesign& stage, std::size_t input, const Design& design) {
    if (stage.inputs[input].storage.kind == Storage::sram) return 0;
    if (sees_windows(stage) && !sees_single_beats(WindowGeometry(design, stage, input))) return 0;
    return width({0, stage.inputs[input].depth - 1});
}

bool has_window_registers(const StageDesign& stage, std::size_t input, const Design& design) {
    return Ring(stage, input, design).window_bits() > 0;
}

Events buffer_events(const StageDesign& stage, std::size_t input, const Design& design) {
    return buffer_cost(stage, input, design).events;
}

BufferCost buffer_cost(const StageDesign& stage, std::size_t input, const Design& design) {
    return buffer_cost_by_kind(stage, input, design, {stage.inputs[input].storage.kind}).front();
}

std::vector<BufferCost> buffer_cost_by_kind(const StageDesign& stage, std::size_t input, const Design& design,
                                            const std::vector<Storage>& kinds) {
    const Ring ring(stage, input, design);
    std::vector<BufferCost> costs;
    for (const Storage kind : kinds) {
        BufferCost cost;
        cost.counts.buffer_flop_bits = ring.window_bits();
        cost.counts += gated_counts(1, ring.window_bits(), design);
        const std::int64_t steps = stage.program.steps();
        cost.events = gated_events(steps, ring.window_bits(), design);
        cost.events.flop_bits = steps * ring.window_bits();
        if (kind == Storage::sram) {
            cost.counts += sram_buffer_counts(stage, input, design);
            cost.word_events = sram_buffer_events(stage, input, design);
        } else {
            for (WordArray array : ring.memories) {
                array.kind = kind;
                cost.counts += word_counts(array, design);
                cost.word_events += word_events(array, ring.traffic(array), design);
            }
        }
        cost.events += cost.word_events;
        costs.push_back(cost);
    }
    return costs;
}

Counts fifo_counts(const OutputFifo& fifo, const Design& design) {
    Counts counts = word_counts(fifo_array(fifo), design);
    counts.fifo_flop_bits = std::exchange(counts.buffer_flop_bits, 0);
    return counts;
}

Events fifo_events(const StageDesign& stage, const Design& design) {
    const BeatGrid& grid = stage.grid;
    const std::int64_t bits = std::int64_t{grid.rows} * grid.width * stage.fifo.beat_bits / grid.lanes;
    return word_events(fifo_array(stage.fifo), {grid.beats(), bits, grid.beats()}, design);
}

std::int64_t weight_memory_bits(const StageDesign& stage) {
    const auto* op = std::get_if<Classifier>(&stage.op);
    if (!op) return 0;
    const std::int64_t per_class = op->inputs() * op->weight_bits + 32 + (op->multiplier.empty() ? 0 : 16);
    return 2 * op->classes * per_class;
}

Counts weight_memory_counts(const StageDesign& stage, const Design& design) {
    Counts counts;
    for (const auto& section : weight_sections(stage, design))
        counts += sram_counts(2 * section.words_of_set, section.columns);
    return counts;
}

Events weight_memory_events(const StageDesign& stage, const Design& design) {
    Events events;
    for (const auto& section : weight_sections(stage, design))
        events += sram_events(2 * section.words_of_set, section.words_of_set * section.columns);
    return events;
}

std::int64_t weight_words(const StageDesign& stage, const Design& design) {
    const auto sections = weight_sections(stage, design);
    return sections.empty() ? 0 : 2 * sections.front().words_of_set;
}

}  // namespace hashiflex::core
