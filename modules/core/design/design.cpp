// SPDX-License-Identifier: Apache-2.0
#include "modules/core/design/design.h"

#include "modules/core/overloaded.h"

#include <algorithm>

namespace hashiflex::core {

int Design::cycles_needed(const StageDesign& stage) const {
    int cycles = stage.program.steps();
    for (const auto& input : stage.program.inputs) cycles = std::max(cycles, static_cast<int>(input.beats));
    return cycles;
}

int Design::ideal_cycles_per_image(bool with_npu) const {
    int cycles = source.grid.beats();
    for (const auto& stage : stages)
        if (with_npu || !std::holds_alternative<Classifier>(stage.op)) cycles = std::max(cycles, cycles_needed(stage));
    return cycles;
}

std::string kind_name(const Operator& op) {
    const auto pool_name = [](PoolKind kind, const char* prefix) {
        return std::string(prefix) + (kind == PoolKind::max ? "max_pool" : "avg_pool");
    };
    return std::visit(Overloaded{[](const Conv& conv) -> std::string {
                                     if (conv.groups > 1 && conv.groups == conv.in.channels) return "depthwise";
                                     const bool whole_map = conv.window.kernel_h == conv.in.height &&
                                                            conv.window.kernel_w == conv.in.width;
                                     return whole_map && conv.out.pixels() == 1 ? "linear" : "conv";
                                 },
                                 [&](const Pool& pool) { return pool_name(pool.kind, ""); },
                                 [&](const GlobalPool& pool) { return pool_name(pool.kind, "global_"); },
                                 [](const Add&) -> std::string { return "add"; },
                                 [](const Concat&) -> std::string { return "concat"; },
                                 [](const Classifier&) -> std::string { return "npu"; },
                                 [](const Argmax&) -> std::string { return "argmax"; }},
                      op);
}

}  // namespace hashiflex::core
