// SPDX-License-Identifier: Apache-2.0
// Balanced trees, which several blocks share.
#include "modules/core/cost/blocks.h"

#include <algorithm>

namespace hashiflex::core {
int TreePipeline::depth() const {
    return width({0, leaves - 1});
}

int TreePipeline::levels_between() const {
    return registers == 0 ? depth() : (depth() + registers - 1) / registers;
}

int TreePipeline::level_of(int boundary) const {
    return std::min(boundary * levels_between(), depth());
}

int TreePipeline::values_at(int level) const {
    const std::int64_t merged = std::int64_t{1} << level;
    return static_cast<int>((leaves + merged - 1) / merged);
}

Counts maximum_tree(const TreePipeline& tree, int compared, int carried) {
    Counts counts;
    counts.compare_bits = std::int64_t{tree.leaves - 1} * compared;
    counts.mux_bits = std::int64_t{tree.leaves - 1} * (compared + carried);
    for (int b = 1; b <= tree.registers; ++b)
        counts.pipeline_flop_bits += std::int64_t{tree.values_at(tree.level_of(b))} * (compared + carried);
    return counts;
}

std::int64_t sum_tree_bits(int leaves, Interval range) {
    if (leaves < 2) return 0;
    const int left = leaves / 2;
    return sum_tree_bits(left, range) + sum_tree_bits(leaves - left, range) + width(scale(range, leaves));
}

std::int64_t sum_tree_flops(const TreePipeline& tree, Interval range) {
    std::int64_t flops = 0;
    for (int b = 1; b <= tree.registers; ++b) {
        const int level = tree.level_of(b);
        const auto merged = std::min<std::int64_t>(std::int64_t{1} << level, tree.leaves);
        flops += std::int64_t{tree.values_at(level)} * width(scale(range, merged));
    }
    return flops;
}

}  // namespace hashiflex::core
