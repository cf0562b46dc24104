// SPDX-License-Identifier: Apache-2.0
#include "modules/core/design/latency.h"

#include "modules/core/overloaded.h"

namespace hashiflex::core {
namespace {

int tree_levels(int leaves) {
    int levels = 0;
    while ((1 << levels) < leaves) ++levels;
    return levels;
}

int registers(int levels, int levels_per_stage) {
    return (levels + levels_per_stage - 1) / levels_per_stage;
}

constexpr int kAccumulator = 1;
constexpr int kOperands = 1;  // NPU: weights out of the SRAM, features out of the buffer; argmax: sums out of the beat
constexpr int kRunningBest = 1;  // the best class so far against the best of this group or step

}  // namespace

int stage_latency(const Operator& op, int adders, const BeatGrid& in, int levels_per_stage) {
    const auto after = [&](int levels) { return registers(levels, levels_per_stage); };
    return std::visit(
        Overloaded{[&](const Conv&) { return after(adders); },
                   [&](const Pool& pool) {
                       return after(pool.kind == PoolKind::average ? adders : tree_levels(pool.window.taps()));
                   },
                   // The pixels of a beat are combined by a tree, then with what came before.
                   [&](const GlobalPool&) { return after(tree_levels(in.lanes)) + kAccumulator + after(adders); },
                   [&](const Add&) { return after(adders); }, [](const Concat&) { return 0; },
                   [](const Classifier&) { return 0; },  // npu_latency
                   [](const Argmax&) { return 0; }},     // argmax_latency
        op);
}

int argmax_latency(const Argmax& argmax, int classes_per_step, int levels_per_stage) {
    constexpr int kMultiplier = 3;  // two halves of its rows, the carry chain
    const int scale = argmax.multiplier.empty() ? 0 : kMultiplier;
    return kOperands + scale + registers(tree_levels(classes_per_step), levels_per_stage) + kRunningBest;
}

int npu_latency(const NpuSpec& npu, const Classifier& classifier, int levels_per_stage) {
    constexpr int kProducts = 1;
    const int row_tree = registers(tree_levels(npu.rows), levels_per_stage);
    const int resolve = npu.accumulator == Accumulator::carry_save ? 2 : 0;  // two halves of the carry chain
    const int scale = classifier.multiplier.empty() ? 0 : 2;
    const int column_tree = registers(tree_levels(npu.columns), levels_per_stage);
    return kOperands + kProducts + row_tree + kAccumulator + resolve + scale + column_tree + kRunningBest;
}

}  // namespace hashiflex::core
