// SPDX-License-Identifier: Apache-2.0
#include "modules/core/design/resolve.h"

#include "modules/core/cost/lane_cost.h"
#include "modules/core/design/latency.h"
#include "modules/core/error.h"
#include "modules/core/graph/builders.h"
#include "modules/core/network/build.h"
#include "modules/core/overloaded.h"
#include "modules/core/timing/auto_depth.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
    throw InvalidInput(InputFile::design, path, message);
}

// The fewest lanes with height * ceil(width / lanes) <= target.
int fewest_lanes(const std::string& what, int height, int width, int target) {
    for (int lanes = 1; lanes <= width; ++lanes)
        if (std::int64_t{height} * ((width + lanes - 1) / lanes) <= target) return lanes;
    refuse("target_cycles_per_image",
           std::to_string(target) + " cycles are unreachable for " + what + ": it has " + std::to_string(height) +
               " rows, and a beat is of one row; allowed: " + std::to_string(height) + " or more");
}

BeatGrid make_grid(const std::string& what, const std::string& path, const Shape& shape,
                   const std::optional<int>& lanes, const std::optional<int>& target) {
    if (lanes && *lanes > shape.width)
        refuse(path, "found " + std::to_string(*lanes) + " lanes; a row of " + what + " has only " +
                         std::to_string(shape.width) + " pixels");
    BeatGrid grid{shape.height, shape.width, 1};
    if (lanes)
        grid.lanes = *lanes;
    else if (target)
        grid.lanes = fewest_lanes(what, shape.height, shape.width, *target);
    constexpr std::int64_t kMostBeats = std::int64_t{1} << 22;  // what a schedule is kept for in memory
    if (std::int64_t{grid.rows} * grid.beats_per_row() > kMostBeats)
        refuse(path, what + " has " + std::to_string(std::int64_t{grid.rows} * grid.beats_per_row()) +
                         " beats per image; allowed: at most " + std::to_string(kMostBeats) + "; use more lanes");
    return grid;
}

std::optional<AdderGraph> build_graph(const Operator& op, const std::vector<TensorType>& in, const WeightWatch& watch) {
    const auto padded = [&](const Window& window) {
        const bool any = window.pad_top + window.pad_bottom + window.pad_left + window.pad_right > 0;
        return any ? hull(in[0].range, {0, 0}) : in[0].range;
    };
    using Graph = std::optional<AdderGraph>;
    return std::visit(
        Overloaded{[&](const Conv& conv) -> Graph { return conv_graph(conv, padded(conv.window), watch); },
                   [&](const Pool& pool) -> Graph {
                       if (pool.kind == PoolKind::max) return std::nullopt;
                       return average_pool_graph(pool, padded(pool.window));
                   },
                   [&](const GlobalPool& pool) -> Graph {
                       if (pool.kind == PoolKind::max) return std::nullopt;
                       return global_average_graph(pool, in[0].range);
                   },
                   [&](const Add& add) -> Graph { return add_graph(add, in[0].range, in[1].range); },
                   [](const Concat&) -> Graph { return std::nullopt; },
                   [](const Classifier&) -> Graph { return std::nullopt; },
                   [](const Argmax&) -> Graph { return std::nullopt; }},
        op);
}

// The wires on which the inputs of the graph arrive; one for all that are alike. A global pool's is its accumulator.
std::vector<Wires> graph_inputs(const Operator& op, const std::vector<TensorType>& in) {
    if (const auto* pool = std::get_if<GlobalPool>(&op)) {
        const Interval sums = hull(scale(in[0].range, pool->in.pixels()), {0, 0});
        return {{std::max(width(sums), in[0].bits), in[0].is_signed}};
    }
    std::vector<Wires> wires{{in[0].bits, in[0].is_signed}};
    if (std::holds_alternative<Add>(op)) wires.push_back({in[1].bits, in[1].is_signed});
    return wires;
}

// For a >= 1.
int divide_up(int a, int b) {
    return (a - 1) / b + 1;
}

// Bits of the class index that the last result beat carries.
int class_bits(int classes) {
    int bits = 0;
    while ((1 << bits) < classes) ++bits;
    return bits;
}

class Resolver {
 public:
    Resolver(Network network, const HardwareSpec& hardware, const ResolveParts& parts)
        : network_(std::move(network)), hardware_(hardware), parts_(parts) {}

    Design run() {
        check_npu();
        design_.network = network_.name;
        const ClockSpec& clock = hardware_.clock;
        design_.clock = {clock.mhz.value_or(0), !clock.mhz, clock.margin_percent, clock.allow_above_max};
        design_.target_cycles_per_image = hardware_.target_cycles_per_image;
        design_.clock_gating = hardware_.clock_gating;
        design_.activity = hardware_.activity;
        design_.toggle_rate = hardware_.toggle_rate;
        design_.source.type = network_.input;
        design_.source.offset = network_.input_offset;
        design_.source.grid = make_grid("the input", "input.lanes", network_.input.shape, hardware_.input.lanes,
                                        hardware_.target_cycles_per_image);
        take_logit_scale();
        if (hardware_.classifier == ClassifierSite::hardwired) network_ = hardwire_classifier(std::move(network_));
        for (const auto& entry : hardware_.stages) check_stage_name(entry.first);
        branches_.assign(network_.layers.size() + 1, 0);
        for (auto& layer : network_.layers) design_.stages.push_back(make_stage(layer));
        count_branches();
        parts_.auto_depths ? parts_.auto_depths(design_) : assign_auto_depths(design_);
        return std::move(design_);
    }

 private:
    void take_logit_scale() {
        if (const auto* classifier = std::get_if<Classifier>(&network_.layers.back().op))
            design_.logit_scale = classifier->scale;
    }

    void check_npu() {
        const bool has_classifier = std::holds_alternative<Classifier>(network_.layers.back().op);
        if (hardware_.classifier == ClassifierSite::hardwired) {
            if (hardware_.npu) refuse("npu", "has no effect: the classifier is hardwired");
            return;
        }
        if (has_classifier && !hardware_.npu) refuse("npu", "is missing: the classifier runs on the NPU");
        if (!has_classifier && hardware_.npu) refuse("npu", "has no effect: the network has no classifier");
        design_.npu = hardware_.npu;
    }

    void check_stage_name(const std::string& name) const {
        const auto known = std::any_of(network_.layers.begin(), network_.layers.end(),
                                       [&](const Layer& layer) { return layer.name == name; });
        if (!known) refuse("stages." + name, "no layer of the network '" + network_.name + "' has this name");
    }

    StageDesign make_stage(Layer& layer) {
        const auto override = hardware_.stages.find(layer.name);
        const StageSpec spec = override == hardware_.stages.end() ? StageSpec{} : override->second;
        const std::string path = "stages." + layer.name;
        StageDesign stage;
        stage.name = layer.name;
        stage.out = layer.out;
        stage.adders.levels_per_stage = spec.adder_levels_per_stage.value_or(hardware_.adder_levels_per_stage);
        std::vector<BeatGrid> in_grids;
        for (const int t : layer.inputs) {
            stage.in.push_back(network_.tensor(t));
            in_grids.push_back(design_.grid_of(t - 1));
        }
        const LaneAdders adders = parts_.adders ? parts_.adders(layer, stage.in) : lane_adders(layer.op, stage.in);
        stage.graph = adders.graph;
        stage.facts = adders.facts;
        stage.memo = adders.memo;
        if (std::holds_alternative<Classifier>(layer.op))
            shape_npu(stage, std::get<Classifier>(layer.op), in_grids, spec, path);
        else if (std::holds_alternative<Argmax>(layer.op))
            shape_argmax(stage, std::get<Argmax>(layer.op), in_grids, spec, path);
        else
            shape_hardwired(stage, layer.op, adders.facts ? adders.facts->depth : 0, in_grids, spec, path);
        add_buffers(stage, layer, spec, path);
        ask_for_storage(stage, spec, path);
        stage.op = std::move(layer.op);
        return stage;
    }

    void shape_hardwired(StageDesign& stage, const Operator& op, int adder_levels, const std::vector<BeatGrid>& in,
                         const StageSpec& spec, const std::string& path) const {
        stage.grid = make_grid("'" + stage.name + "'", path + ".lanes", stage.out.shape, spec.lanes,
                               hardware_.target_cycles_per_image);
        stage.program =
            std::visit(Overloaded{[&](const Conv& conv) { return windowed_program(conv.window, in[0], stage.grid); },
                                  [&](const Pool& pool) { return windowed_program(pool.window, in[0], stage.grid); },
                                  [&](const GlobalPool&) { return accumulating_program(in[0]); },
                                  [&](const Add&) { return pointwise_program(in, stage.grid); },
                                  [&](const Concat&) { return pointwise_program(in, stage.grid); },
                                  [&](const Classifier&) { return StepProgram{}; },  // shape_npu
                                  [&](const Argmax&) { return StepProgram{}; }},     // shape_argmax
                       op);
        stage.latency = stage_latency(op, adder_levels, in[0], stage.adders.levels_per_stage);
        stage.fifo.beat_bits = std::int64_t{stage.out.bits} * stage.out.shape.channels * stage.grid.lanes;
        set_fifo(stage, spec.fifo_depth);
    }

    void shape_argmax(StageDesign& stage, const Argmax& argmax, const std::vector<BeatGrid>& in, const StageSpec& spec,
                      const std::string& path) const {
        stage.grid = make_grid("'" + stage.name + "'", path + ".lanes", stage.out.shape, spec.lanes, std::nullopt);
        // The fewest that keep the target, without one the pace of the slowest stage before.
        const int cycles = hardware_.target_cycles_per_image.value_or(design_.ideal_cycles_per_image());
        stage.classes_per_step = divide_up(argmax.classes, cycles);
        stage.program = matrix_program(in[0], divide_up(argmax.classes, stage.classes_per_step), 1);
        stage.latency = argmax_latency(argmax, stage.classes_per_step, stage.adders.levels_per_stage);
        stage.fifo.beat_bits = std::int64_t{stage.out.bits} * argmax.classes + class_bits(argmax.classes);
        set_fifo(stage, spec.fifo_depth);
    }

    void shape_npu(StageDesign& stage, const Classifier& classifier, const std::vector<BeatGrid>& in,
                   const StageSpec& spec, const std::string& path) const {
        const NpuSpec& npu = *hardware_.npu;
        if (spec.lanes) refuse(path + ".lanes", "has no effect on the NPU; use npu.columns");
        if (!spec.input_depth.empty())
            refuse(path + ".input_depth", "has no effect on the NPU: its feature buffer always holds two images");
        if (spec.fifo_depth) refuse(path + ".fifo_depth", "has no effect on the NPU; use npu.fifo_depth");
        if (npu.columns > classifier.classes)
            refuse("npu.columns", "found " + std::to_string(npu.columns) + " columns; there are only " +
                                      std::to_string(classifier.classes) + " classes");
        if (npu.rows > classifier.inputs())
            refuse("npu.rows", "found " + std::to_string(npu.rows) + " rows; there are only " +
                                   std::to_string(classifier.inputs()) + " inputs");
        stage.grid = {1, classifier.classes, npu.columns};
        const auto row_steps = static_cast<int>((classifier.inputs() + npu.rows - 1) / npu.rows);
        stage.program = matrix_program(in[0], row_steps, stage.grid.beats());
        stage.latency = npu_latency(npu, classifier, stage.adders.levels_per_stage);
        stage.fifo.beat_bits = std::int64_t{stage.out.bits} * npu.columns + class_bits(classifier.classes);
        set_fifo(stage, npu.fifo_depth);
    }

    static void set_fifo(StageDesign& stage, const std::optional<int>& depth) {
        stage.fifo.name = stage.name + ".out";
        stage.fifo.automatic = !depth;
        stage.fifo.depth = depth.value_or(1 + (stage.latency + 1) / least_emit_distance(stage.program));
    }

    void add_buffers(StageDesign& stage, const Layer& layer, const StageSpec& spec, const std::string& path) {
        const std::size_t count = layer.inputs.size();
        if (!spec.input_depth.empty() && spec.input_depth.size() != count)
            refuse(path + ".input_depth", "found " + std::to_string(spec.input_depth.size()) + " depths; '" +
                                              layer.name + "' has " + std::to_string(count) + " inputs");
        for (std::size_t k = 0; k < count; ++k) {
            const int tensor = layer.inputs[k];
            InputBuffer buffer;
            buffer.name = layer.name + (count == 1 ? ".in" : ".in" + std::to_string(k));
            buffer.kind = buffer_kind(layer, tensor);
            buffer.producer = tensor - 1;
            buffer.branch = branches_[static_cast<std::size_t>(tensor)]++;
            buffer.automatic = spec.input_depth.empty() || !spec.input_depth[k];
            buffer.depth = buffer.automatic ? 1 : *spec.input_depth[k];
            const TensorType& type = network_.tensor(tensor);
            buffer.beat_bits = std::int64_t{type.bits} * type.shape.channels * design_.grid_of(buffer.producer).lanes;
            if (buffer.kind == BufferKind::feature) {
                buffer.automatic = false;
                buffer.depth = 2 * stage.program.inputs[k].beats;
            }
            stage.inputs.push_back(std::move(buffer));
        }
    }

    void ask_for_storage(StageDesign& stage, const StageSpec& spec, const std::string& path) const {
        const bool own = spec.storage != StorageChoice::as_design;
        const StorageChoice asked = own ? spec.storage : hardware_.storage;
        const auto may_be = [](const InputBuffer& input) { return may_be_sram(input.kind); };
        if (own && asked == StorageChoice::sram && std::none_of(stage.inputs.begin(), stage.inputs.end(), may_be))
            refuse(path + ".storage", "found sram, but joins, feature buffers and FIFOs are words of flops or latches; "
                                      "allowed: flops, latches, auto");
        stage.fifo.storage = words_asked_for(asked);
        for (InputBuffer& input : stage.inputs) {
            if (asked == StorageChoice::sram && may_be(input))
                input.storage = {asked, Storage::sram, "asked for", own, 0};
            else
                input.storage = words_asked_for(asked);
        }
    }

    // What cannot be SRAM is what costs least where that is asked for.
    static WordStorage words_asked_for(StorageChoice asked) {
        if (asked == StorageChoice::sram) asked = StorageChoice::automatic;
        const Storage kind = asked == StorageChoice::latches ? Storage::latches : Storage::flops;
        return {asked, kind, asked == StorageChoice::automatic ? "no technology was asked" : "asked for", false, 0};
    }

    // An operand of a join that another stage reads too is the short way around it: a skip buffer.
    BufferKind buffer_kind(const Layer& layer, int tensor) const {
        if (std::holds_alternative<Classifier>(layer.op)) return BufferKind::feature;
        if (std::holds_alternative<GlobalPool>(layer.op)) return BufferKind::accumulator;
        if (layer.inputs.size() == 1) return BufferKind::line;
        int readers = 0;
        for (const auto& other : network_.layers)
            readers += static_cast<int>(std::count(other.inputs.begin(), other.inputs.end(), tensor));
        return readers > 1 ? BufferKind::skip : BufferKind::join;
    }

    void count_branches() {
        design_.source.branches = branches_[0];
        for (std::size_t s = 0; s < design_.stages.size(); ++s)
            design_.stages[s].branches = std::max(branches_[s + 1], 1);  // the last one feeds the sink
    }

    Network network_;
    const HardwareSpec& hardware_;
    const ResolveParts& parts_;
    Design design_;
    std::vector<int> branches_;  // consumers so far, per tensor
};

}  // namespace

LaneAdders lane_adders(const Operator& op, const std::vector<TensorType>& in, const WeightWatch& watch) {
    auto graph = build_graph(op, in, watch);
    if (!graph) return {};
    auto facts = graph_facts(*graph, graph_inputs(op, in));
    return {std::make_shared<AdderGraph>(std::move(*graph)), std::make_shared<GraphFacts>(std::move(facts)),
            std::make_shared<LaneMemo>()};
}

Design resolve(Network network, const HardwareSpec& hardware, const ResolveParts& parts) {
    return Resolver(std::move(network), hardware, parts).run();
}

}  // namespace hashiflex::core
