// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/critical_path.h"

#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clamp.h"
#include "modules/core/cost/lane_build.h"
#include "modules/core/cost/lane_cost.h"
#include "modules/core/cost/sram_buffer.h"
#include "modules/core/cost/storage.h"

#include <algorithm>
#include <optional>

namespace hashiflex::core {
namespace {

// Collects paths and keeps the slowest; once one is unknown, so is the slowest.
class Paths {
 public:
    explicit Paths(const Technology& tech) : tech_(tech) {}

    Quantity flop() const { return priced(1, tech_.flop_ps, "flop_ps"); }
    Quantity carry(int positions) const { return priced(positions, tech_.carry_ps, "carry_ps"); }
    Quantity sum(int adders) const { return priced(adders, tech_.sum_ps, "sum_ps"); }
    Quantity compare(int positions) const { return carry(1 + width({0, positions - 1})); }
    Quantity mux(int count) const { return priced(count, tech_.mux_ps, "mux_ps"); }
    Quantity multiplier(int rows) const { return priced(rows, tech_.multiplier_bit_ps, "multiplier_bit_ps"); }
    // All or none are known.
    std::optional<AdderDelays> adder_delays() const {
        if (!unknown_adder().value) return std::nullopt;
        return AdderDelays{*tech_.sum_ps.value, *tech_.carry_ps.value};
    }
    Quantity unknown_adder() const { return carry(1) + sum(1); }
    Quantity sram_read() const { return priced(1, tech_.sram_read_ps, "sram_read_ps"); }

    void add(const std::string& what, const Quantity& ps) {
        const bool slower = !ps.value || (worst_.ps.value && *ps.value > *worst_.ps.value);
        if (slower) worst_.what = what;
        worst_.ps = larger(worst_.ps, ps);
    }
    const PathDelay& worst() const { return worst_; }

 private:
    const Technology& tech_;
    PathDelay worst_{Quantity::known(0), ""};
};

// The first adders begin `start` after the edge.
void add_graph(const StageDesign& stage, const Quantity& start, Paths& paths) {
    const auto delays = paths.adder_delays();
    if (!delays) return paths.add("adders", stage.facts->depth > 0 ? paths.unknown_adder() : Quantity::known(0));
    const auto segments = lane_segments(stage, *delays);
    for (std::size_t s = 0; s < segments.size(); ++s)
        if (segments[s] > 0)
            paths.add("adders of register segment " + std::to_string(s + 1),
                      (s == 0 ? start : paths.flop()) + Quantity::known(segments[s]));
}

void add_maximum(const TreePipeline& tree, int compared, Paths& paths) {
    const int levels = tree.levels_between();
    if (levels == 0) return;
    paths.add("maximum", paths.flop() + levels * (paths.compare(compared) + paths.mux(1)));
}

// `leaves` values of `range` summed by a balanced tree, `levels` of it between two registers.
void add_sum_tree(const std::string& what, int levels, int positions, Paths& paths) {
    if (levels > 0) paths.add(what, paths.flop() + paths.sum(levels) + paths.carry(positions));
}

void add_npu(const Classifier& op, const StageDesign& stage, const Design& design, Paths& paths) {
    const auto w = npu_widths(op, stage, design);
    paths.add("NPU products", paths.flop() + paths.multiplier(w.weight_bits) + paths.carry(w.feature_bits));
    add_sum_tree("NPU row tree", w.row_tree.levels_between(), width(scale(w.product, w.rows)), paths);
    const auto first = paths.flop() + paths.sum(1) + paths.mux(1);
    if (design.npu->accumulator == Accumulator::carry_save) {
        paths.add("NPU accumulator", first);
        paths.add("NPU resolve", paths.flop() + paths.sum(1) + paths.carry((w.accumulator_bits + 1) / 2));
    } else {
        paths.add("NPU accumulator", first + paths.carry(w.accumulator_bits));
    }
    if (w.scaled) {
        paths.add("NPU scale", paths.flop() + paths.multiplier(16));
        paths.add("NPU scale", paths.flop() + paths.carry(32));
    }
    const int levels = std::max(w.column_tree.levels_between(), 1);  // the best so far is a level of its own
    paths.add("NPU argmax", paths.flop() + levels * (paths.compare(w.score_bits) + paths.mux(1)));
}

// The sums of a step are chosen out of the beat; products are made in two halves of rows and a carry chain.
void add_argmax(const Argmax& op, const StageDesign& stage, const Quantity& start, Paths& paths) {
    const auto w = argmax_widths(op, stage);
    paths.add("argmax selection", start + paths.mux(1 + width({0, stage.program.steps() - 1})));
    if (w.scaled) {
        paths.add("argmax scale", paths.flop() + paths.multiplier(8));
        paths.add("argmax scale", paths.flop() + paths.sum(1) + paths.carry(w.sum_bits));
    }
    const int levels = std::max(w.tree.levels_between(), 1);  // the best so far is a level of its own
    paths.add("argmax", paths.flop() + levels * (paths.compare(w.score_bits) + paths.mux(1)));
}

// Paths that only some operators have.
void add_operator(const StageDesign& stage, const Design& design, int other_registers, const Quantity& start,
                  Paths& paths) {
    if (const auto* npu = std::get_if<Classifier>(&stage.op)) return add_npu(*npu, stage, design, paths);
    if (stage.inputs.empty()) return;
    const auto& in = input_type(stage, design, 0);
    if (const auto* pool = std::get_if<Pool>(&stage.op)) {
        if (pool->kind == PoolKind::max)
            add_maximum({pool->window.taps(), stage.adders.levels_per_stage}, in.bits, paths);
    } else if (const auto* global = std::get_if<GlobalPool>(&stage.op)) {
        const int lanes = design.grid_of(stage.inputs[0].producer).lanes;
        // the accumulator is one more level, and registered
        const int levels = TreePipeline{lanes, 0}.depth() + 1;
        const int between = (levels + std::max(other_registers, 1) - 1) / std::max(other_registers, 1);
        if (global->kind == PoolKind::max)
            paths.add("maximum", start + between * (paths.compare(in.bits) + paths.mux(1)));
        else
            paths.add("accumulator", start + paths.sum(between) +
                                         paths.carry(width(hull({0, 0}, scale(in.range, global->in.pixels())))));
    }
}

// Multiplexers in front of the first adders. Window registers select what they load. The multiplier of a global pool
// starts at its accumulator register.
int selections(const StageDesign& stage, const Design& design) {
    if (std::holds_alternative<GlobalPool>(stage.op)) return 0;
    int deepest = 0;
    for (std::size_t i = 0; i < stage.inputs.size(); ++i)
        deepest = std::max(deepest, buffer_read_levels(stage, i, design));
    return deepest;
}

// When what the datapath sees is there: out of registers or read trees, or of SRAM without window registers behind it.
Quantity first_operands(const StageDesign& stage, const Design& design, Paths& paths) {
    Quantity start = paths.flop() + paths.mux(selections(stage, design));
    for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
        if (stage.inputs[k].storage.kind != Storage::sram) continue;
        const Quantity read = paths.sram_read() + paths.mux(sram_read_levels(stage, k, design));
        paths.add("SRAM read", read);
        if (!has_window_registers(stage, k, design)) start = larger(start, read);
    }
    return start;
}

}  // namespace

PathDelay stage_path(const StageDesign& stage, const Design& design, const Technology& tech) {
    Paths paths(tech);
    const Quantity start = first_operands(stage, design, paths);
    int graph_latency = 0;
    if (stage.graph) {
        const bool behind_accumulator = std::holds_alternative<GlobalPool>(stage.op);
        add_graph(stage, behind_accumulator ? paths.flop() : start, paths);
        graph_latency = graph_registers(stage);
    }
    const auto clamp = clamp_hardware(stage);
    if (clamp.longest_compare > 0)
        paths.add("clamp", paths.flop() + paths.compare(clamp.longest_compare) + paths.mux(clamp.muxes_in_series));
    if (const auto* argmax = std::get_if<Argmax>(&stage.op)) add_argmax(*argmax, stage, start, paths);
    add_operator(stage, design, std::max(stage.latency - graph_latency, 0), start, paths);
    if (weight_memory_bits(stage) > 0) paths.add("SRAM read", paths.sram_read() + paths.flop());
    return paths.worst();
}

PathDelay source_path(const Source& source, const Technology& tech) {
    Paths paths(tech);
    if (source.offset != 0) paths.add("pixel offset", paths.flop() + paths.sum(1) + paths.carry(source.type.bits));
    return paths.worst();
}

CriticalPath critical_path(const Design& design, const Technology& tech) {
    std::vector<PathDelay> paths;
    for (const auto& stage : design.stages) paths.push_back(stage_path(stage, design, tech));
    return critical_path(design, paths);
}

CriticalPath critical_path(const Design& design, const std::vector<PathDelay>& paths) {
    CriticalPath worst;
    worst.ps = Quantity::known(0);
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        const auto& path = paths[s];
        const bool slower = !path.ps.value || (worst.ps.value && *path.ps.value > *worst.ps.value);
        if (slower) {
            worst.stage = design.stages[s].name;
            worst.what = path.what;
        }
        worst.ps = larger(worst.ps, path.ps);
    }
    if (!worst.ps.value)
        worst.max_clock_mhz = worst.ps;
    else if (*worst.ps.value > 0)
        worst.max_clock_mhz = Quantity::known(1e6 / *worst.ps.value);
    else
        worst.max_clock_mhz = Quantity::unknown("no stage has logic between registers");
    return worst;
}

}  // namespace hashiflex::core
