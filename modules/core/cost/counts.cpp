// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/counts.h"

#include "modules/core/cost/blocks.h"

namespace hashiflex::core {
Counts& Counts::operator+=(const Counts& other) {
    adders += other.adders;
    bias_adders += other.bias_adders;
    full_adders += other.full_adders;
    half_adders += other.half_adders;
    inverters += other.inverters;
    compare_bits += other.compare_bits;
    mux_bits += other.mux_bits;
    gates += other.gates;
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
         {&a.adders, &a.bias_adders, &a.full_adders, &a.half_adders, &a.inverters, &a.compare_bits, &a.mux_bits, &a.gates,
          &a.multiplier_bits, &a.pipeline_flop_bits, &a.fifo_flop_bits, &a.buffer_flop_bits, &a.control_flop_bits,
          &a.latch_bits, &a.read_bits, &a.sram_bits, &a.sram_columns, &a.gated_flop_bits, &a.clock_gates})
        *field *= factor;
    return a;
}

Counts counts_of(const std::vector<Part>& parts) {
    Counts counts;
    for (const Part& part : parts) counts += part.copies * (part.one + part.words);
    return counts;
}

Counts stage_counts(const StageDesign& stage, const Design& design) {
    return counts_of(stage_parts(stage, design));
}

Counts source_counts(const Design& design) {
    return counts_of({source_part(design)});
}

}  // namespace hashiflex::core
