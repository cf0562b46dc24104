// SPDX-License-Identifier: Apache-2.0
// Buffers, FIFOs and the weight memory: flops or SRAM by size.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/energy.h"

namespace hashiflex::core {

// `bits` or more of sram_min_bits; never, if the technology has none. A buffer also needs sram_min_words beats.
bool is_sram(std::int64_t bits, const Technology& tech);
bool is_sram(const InputBuffer& buffer, const Technology& tech);

// A ring of depth * beat_bits. Window registers stand behind it if it is an SRAM or the window is larger than 1x1:
// kernel_h * (kernel_w + (lanes - 1) * stride_w) pixels, one pixel per lane where there is no window.
// In flops, each bit has a hold multiplexer (none with clock gating), and every port that reads a beat, one per kernel
// row, has (depth - 1) * beat_bits multiplexers.
Counts buffer_counts(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech);
// 2:1 multiplexers in series from the ring to the datapath; 0 behind window registers.
int buffer_read_levels(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech);
// Each bit is written once. The newest beat goes into the window registers directly, so of the kernel rows that see a
// pixel all but the first read it again; without window registers it is read once. The NPU reads it once per class
// group.
Events buffer_events(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech);

// Always flops: per bit a hold multiplexer (none with clock gating), and depth - 1 more read one beat.
Counts fifo_counts(const OutputFifo& fifo, const Design& design);
Events fifo_events(const StageDesign& stage, const Design& design);

// Both weight sets: weights, 32-bit biases, 16-bit multipliers if there are any. 0 without a programmable classifier.
std::int64_t weight_memory_bits(const StageDesign& stage);
Counts weight_memory_counts(const StageDesign& stage, const Design& design, const Technology& tech);
// One set is read once per image.
Events weight_memory_events(const StageDesign& stage, const Technology& tech);

}  // namespace hashiflex::core
