// SPDX-License-Identifier: Apache-2.0
// Buffers, FIFOs and the weight memory: flops or SRAM by size.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/energy.h"

namespace hashiflex::core {

// `bits` or more of sram_min_bits; never, if the technology has none.
bool is_sram(std::int64_t bits, const Technology& tech);

// depth * beat_bits. In flops, each bit has a hold multiplexer (no flop has an enable). An SRAM has window registers
// behind it: kernel_h * (kernel_w + (lanes - 1) * stride_w) pixels, one pixel per lane where there is no window.
Counts buffer_counts(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech);
// Each bit is written once; an SRAM is read once per kernel row that sees the pixel, by the NPU once per class group.
Events buffer_events(const StageDesign& stage, std::size_t input, const Design& design, const Technology& tech);

// Always flops: per bit a hold multiplexer, and depth - 1 more read one beat.
Counts fifo_counts(const OutputFifo& fifo);
Events fifo_events(const StageDesign& stage);

// Both weight sets: weights, 32-bit biases, 16-bit multipliers if there are any. 0 without a programmable classifier.
std::int64_t weight_memory_bits(const StageDesign& stage);
Counts weight_memory_counts(const StageDesign& stage, const Technology& tech);
// One set is read once per image.
Events weight_memory_events(const StageDesign& stage, const Technology& tech);

}  // namespace hashiflex::core
