// SPDX-License-Identifier: Apache-2.0
// What several blocks share: registers behind gates, balanced trees (hf_tree, hf_best).
#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clock_gating.h"
#include "modules/core/numeric/bits.h"

#include <algorithm>

namespace hashiflex::core {

Part datapath_part(const std::string& module, const Counts& one, std::int64_t copies, std::int64_t uses,
                   std::int64_t beats, const Design& design) {
    Part part(module, {}, one + gated_counts(1, one.pipeline_flop_bits, design));
    part.copies = copies;
    part.uses = uses;
    part.beats = beats;
    return part;
}

int TreePipeline::depth() const {
    return bits_for(leaves, 0);
}

int TreePipeline::registers() const {
    return (depth() + every - 1) / every;
}

int TreePipeline::levels_between() const {
    return registers() == 0 ? 0 : (depth() + registers() - 1) / registers();
}

int TreePipeline::level_of(int boundary) const {
    return std::min(boundary * levels_between(), depth());
}

int TreePipeline::values_at(int level) const {
    const std::int64_t merged = std::int64_t{1} << level;
    return static_cast<int>((leaves + merged - 1) / merged);
}

std::int64_t TreePipeline::joined_levels(int level) const {
    const std::int64_t merged = std::int64_t{1} << level;
    const std::int64_t last = leaves - (values_at(level) - 1) * merged;
    return (values_at(level) - 1) * std::int64_t{level} + bits_for(last, 0);
}

Counts maximum_tree(const TreePipeline& tree, int bits, bool indexed) {
    Counts counts;
    counts.compare_bits = std::int64_t{tree.leaves - 1} * bits;
    counts.mux_bits = counts.compare_bits;
    // Of two indices the lower bits are chosen; the one above them is the comparison.
    for (int level = 1; indexed && level <= tree.depth(); ++level)
        counts.mux_bits += std::int64_t{tree.values_at(level - 1) / 2} * (level - 1);
    for (int b = 1; b <= tree.registers(); ++b) {
        const int level = tree.level_of(b);
        counts.pipeline_flop_bits +=
            std::int64_t{tree.values_at(level)} * bits + (indexed ? tree.joined_levels(level) : 0);
    }
    return counts;
}

// A level joins so many pairs, each by an adder as wide as its result.
Counts sum_tree(const TreePipeline& tree, int bits) {
    Counts counts;
    counts.adders = tree.leaves - 1;
    for (int level = 1; level <= tree.depth(); ++level)
        counts.full_adders += std::int64_t{tree.values_at(level - 1) / 2} * (bits + level);
    for (int b = 1; b <= tree.registers(); ++b) {
        const int level = tree.level_of(b);
        counts.pipeline_flop_bits += std::int64_t{tree.values_at(level)} * bits + tree.joined_levels(level);
    }
    return counts;
}

}  // namespace hashiflex::core
