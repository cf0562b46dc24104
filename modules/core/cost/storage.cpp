// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/storage.h"

#include "modules/core/cost/blocks.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

const Window* window_of(const Operator& op) {
    if (const auto* conv = std::get_if<Conv>(&op)) return &conv->window;
    if (const auto* pool = std::get_if<Pool>(&op)) return &pool->window;
    return nullptr;
}

// Pixels read from an SRAM per image: the rows of the map that lie under each row of windows, whole.
std::int64_t pixels_read(const StageDesign& stage, const Design& design, const Shape& in) {
    if (const auto* classifier = std::get_if<Classifier>(&stage.op))
        return in.pixels() * npu_widths(*classifier, stage, design).groups;
    const auto* window = window_of(stage.op);
    if (!window) return in.pixels();
    std::int64_t rows = 0;
    for (int y = 0; y < stage.out.shape.height; ++y) {
        const int top = y * window->stride_h - window->pad_top;
        rows += std::max(std::min(top + window->kernel_h, in.height) - std::max(top, 0), 0);
    }
    return rows * in.width;
}

std::int64_t window_pixels(const StageDesign& stage, const Design& design, std::size_t input) {
    if (std::holds_alternative<Classifier>(stage.op)) return 0;  // the array has its own registers
    if (std::holds_alternative<GlobalPool>(stage.op)) return design.grid_of(stage.inputs[input].producer).lanes;
    const auto* window = window_of(stage.op);
    if (!window) return stage.lanes();
    return std::int64_t{window->kernel_h} * (window->kernel_w + (stage.lanes() - 1) * window->stride_w);
}

std::int64_t buffer_bits(const InputBuffer& buffer) {
    return buffer.depth * buffer.beat_bits;
}

Counts in_flops(std::int64_t bits) {
    Counts counts;
    counts.buffer_flop_bits = bits;
    counts.mux_bits = bits;
    return counts;
}

}  // namespace

bool is_sram(std::int64_t bits, const Technology& tech) {
    return tech.sram_min_bits.value && static_cast<double>(bits) >= *tech.sram_min_bits.value;
}

Counts buffer_counts(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech) {
    const std::int64_t bits = buffer_bits(stage.inputs[input]);
    if (!is_sram(bits, tech)) return in_flops(bits);
    Counts counts;
    counts.sram_bits = bits;
    counts.buffer_flop_bits = window_pixels(stage, design, input) * pixel_bits(input_type(stage, design, input));
    return counts;
}

Events buffer_events(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech) {
    const auto& type = input_type(stage, design, input);
    const std::int64_t written = type.shape.pixels() * pixel_bits(type);
    Events events;
    if (!is_sram(buffer_bits(stage.inputs[input]), tech)) {
        events.mux_bits = written;
        events.flop_bits = written;
        return events;
    }
    const std::int64_t read = pixels_read(stage, design, type.shape) * pixel_bits(type);
    events.sram_bits = written + read;
    events.flop_bits = read;
    return events;
}

Counts fifo_counts(const OutputFifo& fifo) {
    Counts counts;
    counts.fifo_flop_bits = fifo.depth * fifo.beat_bits;
    counts.mux_bits = (2 * fifo.depth - 1) * fifo.beat_bits;
    return counts;
}

// Every bit is written once, and read through the whole multiplexer tree once.
Events fifo_events(const StageDesign& stage) {
    const auto& grid = stage.grid;
    const std::int64_t bits = std::int64_t{grid.rows} * grid.width * stage.fifo.beat_bits / grid.lanes;
    Events events;
    events.flop_bits = bits;
    events.mux_bits = stage.fifo.depth * bits;  // 1 to write, depth - 1 to read
    return events;
}

std::int64_t weight_memory_bits(const StageDesign& stage) {
    const auto* op = std::get_if<Classifier>(&stage.op);
    if (!op) return 0;
    const std::int64_t per_class = op->inputs() * op->weight_bits + 32 + (op->multiplier.empty() ? 0 : 16);
    return 2 * op->classes * per_class;
}

Counts weight_memory_counts(const StageDesign& stage, const Technology& tech) {
    const std::int64_t bits = weight_memory_bits(stage);
    if (!is_sram(bits, tech)) return in_flops(bits);
    Counts counts;
    counts.sram_bits = bits;
    return counts;
}

Events weight_memory_events(const StageDesign& stage, const Technology& tech) {
    const std::int64_t bits = weight_memory_bits(stage);
    Events events;
    if (is_sram(bits, tech)) events.sram_bits = bits / 2;
    return events;
}

}  // namespace hashiflex::core
