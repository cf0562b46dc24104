// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/lane_build.h"

#include "modules/core/cost/clamp.h"
#include "modules/core/graph/builders.h"
#include "modules/core/overloaded.h"

#include <algorithm>
#include <optional>

namespace hashiflex::core {
int graph_registers(const StageDesign& stage) {
    if (!stage.graph) return 0;
    const int depth = core::depth(*stage.graph);
    return (depth + stage.adders.levels_per_stage - 1) / stage.adders.levels_per_stage;
}

GraphBuild lane_build(const StageDesign& stage) {
    GraphBuild build;
    build.levels_per_stage = stage.adders.levels_per_stage;
    build.registers = graph_registers(stage);
    const auto wires = [&](std::size_t input) { return Wires{stage.in[input].bits, stage.in[input].is_signed}; };
    build.inputs = {wires(0)};
    const AdderGraph& graph = *stage.graph;
    const auto nodes = node_ranges(graph);
    const auto read_all = [&](const auto& shift_of, const std::optional<Interval>& clamp) {
        build.read.clear();
        for (std::size_t o = 0; o < graph.outputs.size(); ++o)
            build.read.push_back(bits_read(output_range(graph.outputs[o], nodes), shift_of(o), clamp, stage.out.bits));
    };
    const auto read_mean = [&](std::int64_t count) {
        const int shift = average_rounding(count, scale(stage.in[0].range, count)).shift;
        read_all([&](std::size_t) { return shift; }, std::nullopt);
    };
    build.read = {~Bits{0}};
    std::visit(Overloaded{[&](const Conv& conv) { read_all([&](std::size_t o) { return conv.shift[o]; }, conv.clamp); },
                          [&](const Pool& pool) { read_mean(pool.window.taps()); },
                          [&](const GlobalPool& pool) {
                              const Interval sums = hull(scale(stage.in[0].range, pool.in.pixels()), {0, 0});
                              build.inputs = {{std::max(width(sums), stage.in[0].bits), stage.in[0].is_signed}};
                              read_mean(pool.in.pixels());
                          },
                          [&](const Add& add) {
                              build.inputs = {wires(0), wires(1)};
                              read_all([&](std::size_t) { return add.shift; }, add.clamp);
                          },
                          [](const Concat&) {}, [](const Classifier&) {}, [](const Argmax&) {}},
               stage.op);
    return build;
}

}  // namespace hashiflex::core
