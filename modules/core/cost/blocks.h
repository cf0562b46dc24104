// SPDX-License-Identifier: Apache-2.0
// The datapath of a stage as blocks: what one copy is made of, how many stand there, how often they are used.
#pragma once

#include "modules/core/cost/counts.h"

#include <vector>

namespace hashiflex::core {

// `uses` are evaluations per image over all copies: one per output pixel for a lane, whatever the number of lanes, so
// that the tail beat of a row, which uses fewer lanes, costs less.
struct Block {
    Counts one;
    std::int64_t copies = 1;
    std::int64_t uses = 0;
    std::int64_t beats = 0;  // cycles per image in which something enters; the registers of all copies then move on
};

std::vector<Block> stage_blocks(const StageDesign& stage, const Design& design);
Block source_block(const Source& source);

const TensorType& input_type(const StageDesign& stage, const Design& design, std::size_t input);
std::int64_t pixel_bits(const TensorType& type);

// Registers and logic levels of a balanced tree of `leaves`, `registers` of them spread evenly (those that do not fit
// hold the result). Level v has ceil(leaves / 2^v) values.
struct TreePipeline {
    int leaves = 1;
    int registers = 0;

    int depth() const;
    int levels_between() const;        // registers == 0: all
    int level_of(int boundary) const;  // 1 .. registers
    int values_at(int level) const;
};

// Wires of the programmable classifier, for any weights that may be written later.
struct NpuWidths {
    int rows = 1, columns = 1;
    int weight_bits = 8, feature_bits = 8;
    Interval product;  // one weight times one feature
    int product_bits = 16;
    int accumulator_bits = 32;               // of a sum with any bias, at most 32
    std::int64_t row_steps = 1, groups = 1;  // ceil(inputs / rows), ceil(classes / columns)
    bool scaled = false;                     // classes have output multipliers
    int score_bits = 32;                     // what argmax compares: a sum, or its product with the 16-bit multiplier
    int index_bits = 0;
    TreePipeline row_tree, column_tree;
};
NpuWidths npu_widths(const Classifier& op, const StageDesign& stage, const Design& design);
std::vector<Block> npu_blocks(const Classifier& op, const StageDesign& stage, const Design& design);

// A tree in which each node passes on the larger of two values of `compared` bits, with `carried` bits beside it.
Counts maximum_tree(const TreePipeline& tree, int compared, int carried);

// Positions and registers of the balanced tree that sums `leaves` values of `range`.
std::int64_t sum_tree_bits(int leaves, Interval range);
std::int64_t sum_tree_flops(const TreePipeline& tree, Interval range);

}  // namespace hashiflex::core
