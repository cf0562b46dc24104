// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/counts.h"

#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clock_gating.h"
#include "modules/core/cost/storage.h"

namespace hashiflex::core {
namespace {

// Wires of a counter that counts 0 .. most.
int counter_bits(std::int64_t most) {
    return width({0, most});
}

// Step counter; per input: beats arrived, beats held; a valid bit per pipeline register; FIFO: credits in use, write
// and read place.
std::int64_t control_bits(const StageDesign& stage) {
    std::int64_t bits = counter_bits(stage.program.steps() - 1);
    for (std::size_t i = 0; i < stage.inputs.size(); ++i)
        bits += counter_bits(stage.program.inputs[i].beats) + counter_bits(stage.inputs[i].depth);
    return bits + stage.latency + counter_bits(stage.fifo.depth) + 2 * counter_bits(stage.fifo.depth - 1);
}

// All copies; each register of a block is gated by its valid bit.
Counts block_counts(const Block& block, const Design& design) {
    const auto gates = gated_counts(block.copies, block.one.pipeline_flop_bits, design);
    return block.copies * block.one + gates;
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
    adders += other.adders;
    bias_adders += other.bias_adders;
    full_adders += other.full_adders;
    half_adders += other.half_adders;
    inverters += other.inverters;
    compare_bits += other.compare_bits;
    mux_bits += other.mux_bits;
    multiplier_bits += other.multiplier_bits;
    pipeline_flop_bits += other.pipeline_flop_bits;
    fifo_flop_bits += other.fifo_flop_bits;
    buffer_flop_bits += other.buffer_flop_bits;
    control_flop_bits += other.control_flop_bits;
    latch_bits += other.latch_bits;
    read_bits += other.read_bits;
    sram_bits += other.sram_bits;
    sram_columns += other.sram_columns;
    gated_flop_bits += other.gated_flop_bits;
    clock_gates += other.clock_gates;
    return *this;
}

Counts operator+(Counts a, const Counts& b) {
    return a += b;
}

Counts operator*(std::int64_t factor, Counts a) {
    for (auto* field :
         {&a.adders, &a.bias_adders, &a.full_adders, &a.half_adders, &a.inverters, &a.compare_bits, &a.mux_bits,
          &a.multiplier_bits, &a.pipeline_flop_bits, &a.fifo_flop_bits, &a.buffer_flop_bits, &a.control_flop_bits,
          &a.latch_bits, &a.read_bits, &a.sram_bits, &a.sram_columns, &a.gated_flop_bits, &a.clock_gates})
        *field *= factor;
    return a;
}

Counts stage_counts(const StageDesign& stage, const Design& design) {
    return stage_counts(stage, stage_blocks(stage, design), design);
}

Counts stage_counts(const StageDesign& stage, const std::vector<Block>& blocks, const Design& design) {
    Counts counts;
    for (const auto& block : blocks) counts += block_counts(block, design);
    for (std::size_t i = 0; i < stage.inputs.size(); ++i) counts += buffer_counts(stage, i, design);
    counts += weight_memory_counts(stage, design);
    counts += fifo_counts(stage.fifo, design);
    counts.control_flop_bits += control_bits(stage);
    return counts;
}

Counts source_counts(const Design& design) {
    return block_counts(source_block(design.source), design);
}

}  // namespace hashiflex::core
