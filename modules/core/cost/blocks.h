// SPDX-License-Identifier: Apache-2.0
// What a stage is made of, its datapath above all.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/parts/part.h"

#include <string>
#include <vector>

namespace hashiflex::core {

// `one` with its pipeline registers behind clock gates, if the design has them.
Part datapath_part(const std::string& module, const Counts& one, std::int64_t copies, std::int64_t uses,
                   std::int64_t beats, const Design& design);

// The datapath of a stage: what is written for it alone, and the library's trees and multipliers.
std::vector<Part> datapath(const StageDesign& stage, const Design& design);
// Everything that a stage is made of.
std::vector<Part> stage_parts(const StageDesign& stage, const Design& design);
Counts counts_of(const std::vector<Part>& parts);

Part source_part(const Design& design);

const TensorType& input_type(const StageDesign& stage, const Design& design, std::size_t input);
std::int64_t pixel_bits(const TensorType& type);

// Logic levels of a balanced tree of `leaves`, with as few registers as leave at most `every` levels between two, spread
// evenly, the last behind the last level. Level v has ceil(leaves / 2^v) values, the last of which may join fewer leaves
// than the others.
struct TreePipeline {
    int leaves = 1;
    int every = 1;

    int depth() const;
    int registers() const;
    int levels_between() const;
    int level_of(int boundary) const;  // 1 .. registers
    int values_at(int level) const;
    // Levels with two inputs on the way to each value of a level: what a value has grown by, the bits of an index.
    std::int64_t joined_levels(int level) const;
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
std::vector<Part> npu_blocks(const Classifier& op, const StageDesign& stage, const Design& design);

// The argmax of a hardwired classifier.
struct ArgmaxWidths {
    int sum_bits = 8;
    int score_bits = 8;  // what is compared: a sum, or its product with the 16-bit multiplier
    int class_bits = 0;
    bool scaled = false;
    TreePipeline tree;  // over the classes of a step
};
ArgmaxWidths argmax_widths(const Argmax& op, const StageDesign& stage);
std::vector<Part> argmax_blocks(const Argmax& op, const StageDesign& stage, const Design& design);

// A tree in which each node passes on the larger of two values of `bits`; with the index of the leaf, if `indexed`.
Counts maximum_tree(const TreePipeline& tree, int bits, bool indexed);

// A tree of sums of `bits`, one bit more a level.
Counts sum_tree(const TreePipeline& tree, int bits);

}  // namespace hashiflex::core
