// SPDX-License-Identifier: Apache-2.0
// Input buffers, output FIFOs and the weight memory: how many words, what they are read by, and how often.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/energy.h"

namespace hashiflex::core {

// A ring, or the memories and window registers of a WindowHardware. The NPU has one port, of as many values as it has
// rows.
Counts buffer_counts(const StageDesign& stage, std::size_t input, const Design& design);
// Levels of the read tree, counted as 2:1 multiplexers, from the ring to the datapath; 0 behind window registers, and
// of SRAM (sram_read_levels).
int buffer_read_levels(const StageDesign& stage, std::size_t input, const Design& design);
bool has_window_registers(const StageDesign& stage, std::size_t input, const Design& design);
// Each bit is written once. Every port reads another word whenever the window moves on to another beat.
Events buffer_events(const StageDesign& stage, std::size_t input, const Design& design);

// The same together, for each kind that could hold the words. `word_events`: without the window registers.
struct BufferCost {
    Counts counts;
    Events events, word_events;
};
BufferCost buffer_cost(const StageDesign& stage, std::size_t input, const Design& design);
std::vector<BufferCost> buffer_cost_by_kind(const StageDesign& stage, std::size_t input, const Design& design,
                                            const std::vector<Storage>& kinds);

// One port. Each bit is written once and read once.
Counts fifo_counts(const OutputFifo& fifo, const Design& design);
Events fifo_events(const StageDesign& stage, const Design& design);

// Both weight sets: weights, 32-bit biases, 16-bit multipliers if there are any. 0 without a programmable classifier.
std::int64_t weight_memory_bits(const StageDesign& stage);
// It is SRAM: a word of a section is what a step reads, those of classes and inputs beyond the end included.
Counts weight_memory_counts(const StageDesign& stage, const Design& design);
// One set is read once per image.
Events weight_memory_events(const StageDesign& stage, const Design& design);
// Words of its weights, of both sets.
std::int64_t weight_words(const StageDesign& stage, const Design& design);

}  // namespace hashiflex::core
