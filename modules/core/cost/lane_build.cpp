// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/lane_build.h"

#include "modules/core/cost/clamp.h"
#include "modules/core/graph/builders.h"
#include "modules/core/overloaded.h"

#include <optional>

namespace hashiflex::core {

int graph_registers(const StageDesign& stage) {
    if (!stage.graph) return 0;
    return (stage.facts->depth + stage.adders.levels_per_stage - 1) / stage.adders.levels_per_stage;
}

GraphBuild lane_build(const StageDesign& stage) {
    GraphBuild build;
    build.levels_per_stage = stage.adders.levels_per_stage;
    build.registers = graph_registers(stage);
    const auto read_all = [&](const auto& shift_of, const std::optional<Interval>& clamp) {
        build.read.clear();
        for (std::size_t o = 0; o < stage.facts->outputs.size(); ++o)
            build.read.push_back(bits_read(stage.facts->outputs[o].range, shift_of(o), clamp, stage.out.bits));
    };
    const auto read_mean = [&](std::int64_t count) {
        const int shift = average_rounding(count, scale(stage.in[0].range, count)).shift;
        read_all([&](std::size_t) { return shift; }, std::nullopt);
    };
    build.read = {~Bits{0}};
    std::visit(Overloaded{[&](const Conv& conv) { read_all([&](std::size_t o) { return conv.shift[o]; }, conv.clamp); },
                          [&](const Pool& pool) { read_mean(pool.window.taps()); },
                          [&](const GlobalPool& pool) { read_mean(pool.in.pixels()); },
                          [&](const Add& add) { read_all([&](std::size_t) { return add.shift; }, add.clamp); },
                          [](const Concat&) {}, [](const Classifier&) {}, [](const Argmax&) {}},
               stage.op);
    return build;
}

}  // namespace hashiflex::core
