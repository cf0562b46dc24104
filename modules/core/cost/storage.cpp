// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/storage.h"

#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clock_gating.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

const Window* window_of(const Operator& op) {
    if (const auto* conv = std::get_if<Conv>(&op)) return &conv->window;
    if (const auto* pool = std::get_if<Pool>(&op)) return &pool->window;
    return nullptr;
}

// One input buffer of a stage, and what reads it.
struct Ring {
    const StageDesign& stage;
    const Design& design;
    const InputBuffer& buffer;
    const TensorType& type;
    const Window* window;  // null: pixel by pixel
    const Classifier* classifier;
    bool sram;

    Ring(const StageDesign& of, std::size_t input, const Design& chip, const Technology& tech)
        : stage(of),
          design(chip),
          buffer(of.inputs[input]),
          type(input_type(of, chip, input)),
          window(window_of(of.op)),
          classifier(std::get_if<Classifier>(&of.op)),
          sram(is_sram(buffer, tech)) {}

    std::int64_t bits() const { return buffer.depth * buffer.beat_bits; }
    std::int64_t beats() const { return design.grid_of(buffer.producer).beats(); }

    std::int64_t window_bits() const {
        if (classifier) return 0;  // the array has its own registers
        if (!sram && (!window || window->taps() == 1)) return 0;
        return window_pixels() * pixel_bits(type);
    }
    std::int64_t window_pixels() const {
        if (std::holds_alternative<GlobalPool>(stage.op)) return design.grid_of(buffer.producer).lanes;
        if (!window) return stage.lanes();
        return std::int64_t{window->kernel_h} * (window->kernel_w + (stage.lanes() - 1) * window->stride_w);
    }
    // Multiplexers that read a ring of flops: each wire of a port chooses among all words.
    std::int64_t read_muxes() const {
        if (classifier) return std::max<std::int64_t>(bits() - npu().rows * std::int64_t{type.bits}, 0);
        return (window ? window->kernel_h : 1) * (bits() - buffer.beat_bits);
    }
    // Pixels read per image: the rows of the map that lie under each row of windows, whole; those that arrive while
    // they are first seen go into the window registers directly.
    std::int64_t pixels_read() const {
        if (classifier) return type.shape.pixels() * npu().groups;
        if (!window) return type.shape.pixels();
        std::int64_t rows = 0;
        for (int y = 0, seen = 0; y < stage.out.shape.height; ++y) {
            const int top = std::max(y * window->stride_h - window->pad_top, 0);
            const int end = std::min(y * window->stride_h - window->pad_top + window->kernel_h, type.shape.height);
            rows += std::max(end - top, 0);
            if (window_bits() > 0 && end > std::max(seen, top)) --rows;
            seen = std::max(seen, end);
        }
        return rows * type.shape.width;
    }
    NpuWidths npu() const { return npu_widths(*classifier, stage, design); }
};

// Registers that are written now and then: gated, or with a hold multiplexer each.
Counts held(std::int64_t words, std::int64_t bits, const Design& design) {
    Counts counts = gated_counts(words, bits, design);
    if (!design.clock_gating) counts.mux_bits = words * bits;
    return counts;
}

}  // namespace

bool is_sram(std::int64_t bits, const Technology& tech) {
    return tech.sram_min_bits.value && static_cast<double>(bits) >= *tech.sram_min_bits.value;
}

bool is_sram(const InputBuffer& buffer, const Technology& tech) {
    return is_sram(buffer.depth * buffer.beat_bits, tech) && buffer.depth >= tech.sram_min_words.value.value_or(0);
}

Counts buffer_counts(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech) {
    const Ring ring(stage, input, design, tech);
    Counts counts = gated_counts(1, ring.window_bits(), design);
    counts.buffer_flop_bits = ring.window_bits();
    if (ring.sram) {
        counts.sram_bits = ring.bits();
        return counts;
    }
    counts += held(ring.buffer.depth, ring.buffer.beat_bits, design);
    counts.buffer_flop_bits += ring.bits();
    counts.mux_bits += ring.read_muxes();
    return counts;
}

int buffer_read_levels(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech) {
    const Ring ring(stage, input, design, tech);
    return ring.sram || ring.window_bits() > 0 ? 0 : width({0, ring.buffer.depth - 1});
}

Events buffer_events(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech) {
    const Ring ring(stage, input, design, tech);
    const std::int64_t pixel = pixel_bits(ring.type);
    const std::int64_t written = ring.type.shape.pixels() * pixel;
    const std::int64_t read = ring.pixels_read() * pixel;
    const std::int64_t steps = stage.program.steps();
    Events events = gated_events(steps, ring.window_bits(), design);
    events.flop_bits = steps * ring.window_bits();
    if (ring.sram) {
        events.sram_bits = written + read;
        return events;
    }
    events += gated_events(ring.beats(), ring.buffer.beat_bits, design);
    events.flop_bits += written;
    events.mux_bits += (design.clock_gating ? 0 : written) + (ring.buffer.depth - 1) * read;
    return events;
}

Counts fifo_counts(const OutputFifo& fifo, const Design& design) {
    Counts counts = held(fifo.depth, fifo.beat_bits, design);
    counts.fifo_flop_bits = fifo.depth * fifo.beat_bits;
    counts.mux_bits += (fifo.depth - 1) * fifo.beat_bits;
    return counts;
}

// Every bit is written once, and read through the whole multiplexer tree once.
Events fifo_events(const StageDesign& stage, const Design& design) {
    const auto& grid = stage.grid;
    const std::int64_t bits = std::int64_t{grid.rows} * grid.width * stage.fifo.beat_bits / grid.lanes;
    Events events = gated_events(grid.beats(), stage.fifo.beat_bits, design);
    events.flop_bits = bits;
    events.mux_bits = (stage.fifo.depth - (design.clock_gating ? 1 : 0)) * bits;  // 1 to hold, depth - 1 to read
    return events;
}

std::int64_t weight_memory_bits(const StageDesign& stage) {
    const auto* op = std::get_if<Classifier>(&stage.op);
    if (!op) return 0;
    const std::int64_t per_class = op->inputs() * op->weight_bits + 32 + (op->multiplier.empty() ? 0 : 16);
    return 2 * op->classes * per_class;
}

Counts weight_memory_counts(const StageDesign& stage, const Design& design, const Technology& tech) {
    const std::int64_t bits = weight_memory_bits(stage);
    Counts counts;
    if (is_sram(bits, tech)) {
        counts.sram_bits = bits;
        return counts;
    }
    counts = held(1, bits, design);
    counts.buffer_flop_bits = bits;
    return counts;
}

Events weight_memory_events(const StageDesign& stage, const Technology& tech) {
    const std::int64_t bits = weight_memory_bits(stage);
    Events events;
    if (is_sram(bits, tech)) events.sram_bits = bits / 2;
    return events;
}

}  // namespace hashiflex::core
