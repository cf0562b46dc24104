// SPDX-License-Identifier: Apache-2.0
// The programmable classifier as blocks, in the order of its pipeline (latencies in design/latency.h).
#include "modules/core/cost/blocks.h"
#include "modules/core/cost/storage.h"
#include "modules/core/numeric/bits.h"
#include "modules/core/parts/control_parts.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex::core {
namespace {

constexpr int kSumBits = 32;         // bias and result
constexpr int kMultiplierBits = 16;  // output scale of a class
constexpr int kScaleRegisters = 2;
constexpr int kIntBits = 32;  // of `group` and `base` in hf_npu

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

Interval product_range(Interval a, Interval b) {
    return hull(scale(a, b.lo), scale(a, b.hi));
}

Part counters(std::int64_t bits, std::int64_t uses) {
    Part part;
    part.one.control_flop_bits = part.one.mux_bits = bits;
    part.one.half_adders = part.one.gates = bits;
    part.uses = uses;
    return part;
}

// What travels beside the data of the array (hf_npu): steps and groups under way, which of them are first and last,
// biases on their way to the accumulators and multipliers to the sums; and the counters of groups, classes and
// features.
std::vector<Part> npu_control(const NpuWidths& w, const StageDesign& stage, bool carry_save) {
    const int to_accumulator = 2 + w.row_tree.registers();
    const int to_sum = to_accumulator + 1 + (carry_save ? 2 : 0);
    const int to_product = to_sum + (w.scaled ? kScaleRegisters : 0);
    const int to_best = to_product + w.column_tree.registers();
    const std::int64_t steps = w.row_steps * w.groups;
    const std::int64_t words = stage.inputs[0].depth;
    std::vector<Part> parts{flight_part(to_accumulator, steps),
                            flight_part(stage.latency, w.groups),
                            delay_part(1, to_accumulator, steps),
                            delay_part(std::int64_t{w.columns} * kSumBits, to_accumulator - 1, w.groups),
                            delay_part(1, to_best, w.groups),
                            delay_part(1, to_product, w.groups),
                            delay_part(1, stage.latency, w.groups),
                            steps_part({1, static_cast<int>(w.groups)}, w.groups),
                            counters(2 * kIntBits, w.groups),
                            counters(bits_for(words, 0) + 2 * bits_for(2 * w.row_steps, 0), steps)};
    if (w.scaled) parts.push_back(delay_part(std::int64_t{w.columns} * kMultiplierBits, to_sum - 1, w.groups));
    return parts;
}

}  // namespace

NpuWidths npu_widths(const Classifier& op, const StageDesign& stage, const Design& design) {
    if (!design.npu) throw std::logic_error("stage " + stage.name + " is a classifier, but the design has no NPU");
    const auto& in = input_type(stage, design, 0);
    NpuWidths w;
    w.rows = design.npu->rows;
    w.columns = design.npu->columns;
    w.weight_bits = op.weight_bits;
    w.feature_bits = in.bits;
    w.product = hull({0, 0}, product_range(full_range(op.weight_bits, true), in.range));
    w.product_bits = width(w.product);
    w.accumulator_bits = std::min(width(add(scale(w.product, op.inputs()), full_range(kSumBits, true))), kSumBits);
    w.row_steps = divide_up(op.inputs(), w.rows);
    w.groups = divide_up(op.classes, w.columns);
    w.index_bits = width({0, op.classes - 1});
    w.scaled = !op.multiplier.empty();
    w.score_bits = kSumBits + (w.scaled ? kMultiplierBits : 0);
    w.row_tree = {w.rows, stage.adders.levels_per_stage};
    w.column_tree = {w.columns, stage.adders.levels_per_stage};
    return w;
}

std::vector<Part> npu_blocks(const Classifier& op, const StageDesign& stage, const Design& design) {
    const auto w = npu_widths(op, stage, design);
    const bool carry_save = design.npu->accumulator == Accumulator::carry_save;

    Counts features;  // one register and one multiplexer per wire into the array
    features.pipeline_flop_bits = std::int64_t{w.rows} * w.feature_bits;
    features.mux_bits = features.pipeline_flop_bits;

    Counts multiplier;  // weight register, product register
    multiplier.multiplier_bits = std::int64_t{w.weight_bits} * w.feature_bits;
    multiplier.pipeline_flop_bits = w.weight_bits + w.product_bits;

    Counts column;  // tree and accumulator; the bias is what the accumulator starts from: a multiplexer
    column = sum_tree(w.row_tree, w.product_bits);
    column.adders += 1;
    column.full_adders += w.accumulator_bits;
    column.mux_bits += w.accumulator_bits;
    column.pipeline_flop_bits += std::int64_t{w.accumulator_bits} * (carry_save ? 2 : 1);

    Counts drain;      // once per class
    if (carry_save) {  // two halves of a carry chain; in between, the upper half is still sum and carry
        drain.full_adders = w.accumulator_bits;
        drain.pipeline_flop_bits = 2 * w.accumulator_bits + w.accumulator_bits / 2;
    }
    if (w.scaled) {  // rows in carry-save form, then the carry chain; the sum waits beside them
        drain.multiplier_bits = kSumBits * kMultiplierBits;
        drain.full_adders += kSumBits;
        drain.pipeline_flop_bits += (kMultiplierBits + 2 * kSumBits) + w.score_bits + kScaleRegisters * kSumBits;
    }
    drain.pipeline_flop_bits += std::int64_t{w.column_tree.registers() + 1} * kSumBits;  // beside the argmax

    Counts best = maximum_tree(w.column_tree, w.score_bits, true);  // of the group, then of the image
    best.compare_bits += w.score_bits;
    best.mux_bits += w.score_bits + w.index_bits;
    best.pipeline_flop_bits += w.score_bits + w.index_bits;

    const std::int64_t steps = w.row_steps * w.groups;
    const auto part = [&](const Counts& one, std::int64_t copies, std::int64_t uses, std::int64_t beats) {
        return datapath_part("", one, copies, uses, beats, design);
    };
    std::vector<Part> parts{part(features, 1, steps, steps),
                            part(multiplier, std::int64_t{w.rows} * w.columns, op.inputs() * op.classes, steps),
                            part(column, w.columns, w.row_steps * op.classes, steps),
                            part(drain, w.columns, op.classes, w.groups), part(best, 1, w.groups, w.groups)};
    for (Part& beside : npu_control(w, stage, carry_save)) parts.push_back(std::move(beside));
    Part storage;
    storage.words = buffer_counts(stage, 0, design) + weight_memory_counts(stage, design);
    parts.push_back(storage);
    return parts;
}

}  // namespace hashiflex::core
