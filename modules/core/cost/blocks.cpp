// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/blocks.h"

#include "modules/core/cost/clamp.h"
#include "modules/core/cost/graph_cells.h"
#include "modules/core/cost/lane_build.h"
#include "modules/core/cost/lane_cost.h"
#include "modules/core/parts/control_parts.h"
#include "modules/core/parts/stage_hardware.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

struct Context {
    const StageDesign& stage;
    const Design& design;

    std::int64_t lanes() const { return stage.lanes(); }
    std::int64_t beats() const { return stage.grid.beats(); }
    std::int64_t pixels() const { return stage.out.shape.pixels(); }
    const TensorType& input(std::size_t i) const { return input_type(stage, design, i); }
    // Registers that are not the graph's.
    int other_registers() const { return stage.latency - graph_registers(stage); }
};

// The graph describes a whole lane, or one channel of it.
Counts lane_graph(const Context& c) {
    if (!c.stage.graph) return {};
    const AdderGraph& graph = *c.stage.graph;
    const auto cells = lane_cells(c.stage);
    Counts one;
    one.adders = static_cast<std::int64_t>(graph.ops.size());
    one.bias_adders = std::count_if(graph.outputs.begin(), graph.outputs.end(),
                                    [](const GraphOutput& output) { return output.has_bias_adder(); });
    one.full_adders = cells.full_adders;
    one.half_adders = cells.half_adders;
    one.inverters = cells.inverters();
    one.pipeline_flop_bits = cells.flops;
    const auto outputs = static_cast<std::int64_t>(graph.outputs.size());
    return c.stage.out.shape.channels / std::max<std::int64_t>(outputs, 1) * one;
}

// Graph, clamp, and registers behind the graph.
std::vector<Part> lane_blocks(const Context& c) {
    Counts lane = lane_graph(c);
    const auto clamp = clamp_hardware(c.stage);
    lane.compare_bits += clamp.compare_bits;
    lane.mux_bits += clamp.mux_bits;
    lane.pipeline_flop_bits += c.other_registers() * pixel_bits(c.stage.out);
    return {datapath_part("lane", lane, c.lanes(), c.pixels(), c.beats(), c.design)};
}

std::vector<Part> blocks_of(const Conv&, const Context& c) {
    return lane_blocks(c);
}
std::vector<Part> blocks_of(const Add&, const Context& c) {
    return lane_blocks(c);
}
std::vector<Part> blocks_of(const Concat&, const Context& c) {
    return lane_blocks(c);
}

std::vector<Part> blocks_of(const Pool& op, const Context& c) {
    if (op.kind == PoolKind::average) return lane_blocks(c);
    const TreePipeline tree{op.window.taps(), c.stage.adders.levels_per_stage};
    return {datapath_part("lane", op.out.channels * maximum_tree(tree, c.input(0).bits, false), c.lanes(), c.pixels(),
                          c.beats(), c.design)};
}

// One copy takes a whole beat: a tree over the input's lanes, then the accumulator, per channel. Values of the tree
// have a sign. Beside the data travel a step and the first one of an image.
std::vector<Part> blocks_of(const GlobalPool& op, const Context& c) {
    const auto& in = c.input(0);
    const auto& grid = c.design.grid_of(c.stage.inputs[0].producer);
    const TreePipeline tree{grid.lanes, c.stage.adders.levels_per_stage};
    Counts channel, accumulator;
    if (op.kind == PoolKind::average) {
        const int total = std::max(width(hull({0, 0}, scale(in.range, op.in.pixels()))), in.bits);
        channel = sum_tree(tree, in.bits);
        accumulator.adders = 1;
        accumulator.full_adders = total;
        accumulator.mux_bits = total;
        accumulator.pipeline_flop_bits = total;
    } else {
        channel = maximum_tree(tree, in.bits, false);
        accumulator.compare_bits = in.bits;
        accumulator.pipeline_flop_bits = in.bits;
    }
    channel += accumulator;
    channel.mux_bits += accumulator.pipeline_flop_bits;  // it holds what it has
    const int rest = grid.width % grid.lanes;
    if (rest != 0) channel.gates += std::int64_t{grid.lanes - rest} * in.bits;
    Part on_their_way = flight_part(tree.registers(), grid.beats());
    Part first = delay_part(1, tree.registers(), grid.beats());
    return {datapath_part("", op.in.channels * channel, 1, grid.beats(), grid.beats(), c.design), on_their_way, first,
            datapath_part("mean", lane_graph(c), 1, 1, 1, c.design)};
}

std::vector<Part> blocks_of(const Argmax& op, const Context& c) {
    return argmax_blocks(op, c.stage, c.design);
}

std::vector<Part> blocks_of(const Classifier& op, const Context& c) {
    return npu_blocks(op, c.stage, c.design);
}

// Of one value of a pixel.
GraphCells offset_cells(int offset, int bits) {
    constexpr Wires kPixel{8, false};
    AdderGraph graph;
    graph.inputs = {{0, 255}};
    GraphOutput value;
    value.node = 0;
    value.constant = -offset;
    graph.outputs = {value};
    return graph_cells(graph, graph_facts(graph, {kPixel}), {{low_bits(bits)}, 1, 0});
}

}  // namespace

std::vector<Part> datapath(const StageDesign& stage, const Design& design) {
    const Context context{stage, design};
    return std::visit([&](const auto& op) { return blocks_of(op, context); }, stage.op);
}

std::vector<Part> stage_parts(const StageDesign& stage, const Design& design) {
    std::vector<Part> parts = parts_of(stage_hardware(stage, design));
    for (Part& part : datapath(stage, design)) parts.push_back(std::move(part));
    return parts;
}

// The port register, and the subtraction of the offset.
Part source_part(const Design& design) {
    const Source& source = design.source;
    Counts lane;
    lane.pipeline_flop_bits = pixel_bits(source.type);
    for (int channel = 0; channel < source.type.shape.channels; ++channel) {
        const int offset = source.offset.of(static_cast<std::size_t>(channel));
        if (offset == 0) continue;
        const GraphCells cells = offset_cells(offset, source.type.bits);
        ++lane.bias_adders;
        lane.full_adders += cells.full_adders;
        lane.half_adders += cells.half_adders;
        lane.inverters += cells.inverters();
    }
    return datapath_part("source", lane, source.grid.lanes, source.type.shape.pixels(), source.grid.beats(), design);
}

const TensorType& input_type(const StageDesign& stage, const Design& design, std::size_t input) {
    const int producer = stage.inputs[input].producer;
    return producer == kSource ? design.source.type : design.stages[static_cast<std::size_t>(producer)].out;
}

std::int64_t pixel_bits(const TensorType& type) {
    return std::int64_t{type.bits} * type.shape.channels;
}

}  // namespace hashiflex::core
