// SPDX-License-Identifier: Apache-2.0
// Asks the cost model of core about every part of a design.
#include "sim/report/hardware_result.h"

#include "modules/core/cost/blocks.h"
#include "modules/core/cost/clock_choice.h"
#include "modules/core/cost/critical_path.h"
#include "modules/core/cost/storage.h"

namespace hashiflex {
namespace {

core::MeasuredRates toggles_of(const core::Design& design, const core::Events& events, const core::Toggles* counted,
                               std::uint64_t images) {
    const auto& defaults = core::kDefaultToggleRates;
    if (design.toggle_rate) return {core::ToggleRates::all(*design.toggle_rate), 0};
    return counted == nullptr ? core::MeasuredRates{defaults, 0}
                              : core::measured_rates(*counted, images, events, defaults);
}

// Needs counts and events. `counted`: null, or the toggles of the part.
void price(StageResult& result, const core::Design& design, const core::Technology& tech, const core::Toggles* counted,
           const Conditions& conditions) {
    const std::uint64_t images = conditions.activity == nullptr ? 0 : conditions.activity->images;
    result.toggles = toggles_of(design, result.events, counted, images);
    result.area_um2 = core::area(result.counts, tech).total_um2();
    result.energy_parts_pj = core::energy(result.counts, result.events, tech,
                                          {result.toggles.rates, design.clock.mhz, conditions.cycles_per_image});
    result.energy_pj = result.energy_parts_pj.total();
}

CriticalPathResult judged(const core::CriticalPath& path, const core::Design& design) {
    CriticalPathResult result{path.stage, path.what, path.ps, path.max_clock_mhz, std::nullopt};
    if (path.max_clock_mhz.value)
        result.met = design.clock.mhz <= core::allowed_mhz(*path.max_clock_mhz.value, design.clock.margin_percent);
    return result;
}

const char* buffer_kind(core::BufferKind kind) {
    switch (kind) {
        case core::BufferKind::line:
            return "line";
        case core::BufferKind::skip:
            return "skip";
        case core::BufferKind::join:
            return "join";
        case core::BufferKind::accumulator:
            return "accumulator";
        case core::BufferKind::feature:
            return "feature";
    }
    return "";
}

}  // namespace

StageCost stage_cost(const core::Design& design, std::size_t stage, const core::Technology& tech) {
    const auto& hardware = design.stages[stage];
    const core::PathDelay path = core::stage_path(hardware, design, tech);  // first: counts come with it
    const auto parts = core::stage_parts(hardware, design);
    return {core::counts_of(parts), core::stage_events(hardware, parts, design), path};
}

std::vector<StageCost> stage_costs(const core::Design& design, const core::Technology& tech) {
    std::vector<StageCost> costs;
    for (std::size_t s = 0; s < design.stages.size(); ++s) costs.push_back(stage_cost(design, s, tech));
    return costs;
}

StageResult stage_hardware(const core::Design& design, std::size_t index, const core::Technology& tech,
                           const StageCost& cost, const Conditions& conditions) {
    const core::StageDesign& stage = design.stages[index];
    StageResult result;
    result.name = stage.name;
    result.kind = core::kind_name(stage.op);
    result.lanes = stage.lanes();
    result.beats_per_image = stage.grid.beats();
    result.cycles_needed = design.cycles_needed(stage);
    result.latency = stage.latency;
    result.counts = cost.counts;
    result.events = cost.events;
    result.path = cost.path;
    price(result, design, tech, conditions.activity == nullptr ? nullptr : &conditions.activity->stages[index],
          conditions);
    return result;
}

StageResult source_hardware(const core::Design& design, const core::Technology& tech, const Conditions& conditions) {
    StageResult result;
    result.name = "source";
    result.kind = "input";
    result.lanes = design.source.grid.lanes;
    result.beats_per_image = result.cycles_needed = design.source.grid.beats();
    result.path = core::source_path(design.source, tech);
    result.counts = core::source_counts(design);
    result.events = core::source_events(design);
    price(result, design, tech, conditions.activity == nullptr ? nullptr : &conditions.activity->source, conditions);
    return result;
}

std::vector<BufferResult> buffer_hardware(const core::Design& design) {
    std::vector<BufferResult> results;
    const auto add = [&](const auto& buffer, const char* kind) {
        BufferResult& result = results.emplace_back();
        result.name = buffer.name;
        result.kind = kind;
        result.automatic = buffer.automatic;
        result.depth = buffer.depth;
        result.bits = buffer.depth * buffer.beat_bits;
        result.storage = buffer.storage;
    };
    for (const auto& stage : design.stages) {
        for (const auto& input : stage.inputs) add(input, buffer_kind(input.kind));
        add(stage.fifo, "fifo");
    }
    return results;
}

CriticalPathResult critical_path_result(const core::Design& design, const core::Technology& tech) {
    return judged(core::critical_path(design, tech), design);
}

core::CriticalPath critical_path(const core::Design& design, const std::vector<StageCost>& costs) {
    std::vector<core::PathDelay> paths;
    for (const auto& cost : costs) paths.push_back(cost.path);
    return core::critical_path(design, paths);
}

CriticalPathResult critical_path_result(const core::Design& design, const std::vector<StageCost>& costs) {
    return judged(critical_path(design, costs), design);
}

std::optional<NpuResult> npu_hardware(const core::Design& design) {
    if (!design.npu) return std::nullopt;
    const auto& stage = design.stages.back();
    const auto& classifier = std::get<core::Classifier>(stage.op);
    NpuResult result;
    result.stage = stage.name;
    result.spec = *design.npu;
    result.inputs = classifier.inputs();
    result.classes = classifier.classes;
    result.weight_bits = classifier.weight_bits;
    result.cycles_per_image = stage.program.steps();
    result.weight_memory_bits = core::weight_memory_bits(stage);
    return result;
}

std::optional<ArgmaxResult> argmax_hardware(const core::Design& design) {
    const auto& stage = design.stages.back();
    const auto* argmax = std::get_if<core::Argmax>(&stage.op);
    if (argmax == nullptr) return std::nullopt;
    ArgmaxResult result;
    result.stage = stage.name;
    result.classes = argmax->classes;
    result.classes_per_step = stage.classes_per_step;
    result.scaled = !argmax->multiplier.empty();
    result.cycles_per_image = stage.program.steps();
    return result;
}

core::Counts total_counts(const StageResult& source, const std::vector<StageResult>& stages) {
    core::Counts counts = source.counts;
    for (const auto& stage : stages) counts += stage.counts;
    return counts;
}

core::EnergyBreakdown total_energy(const StageResult& source, const std::vector<StageResult>& stages) {
    core::EnergyBreakdown energy = source.energy_parts_pj;
    for (const auto& stage : stages) energy += stage.energy_parts_pj;
    return energy;
}

ActivityResult activity_result(const core::Design& design, const core::ChipActivity* activity,
                               const StageResult& source, const std::vector<StageResult>& stages) {
    ActivityResult result;
    result.source = design.toggle_rate ? "toggle_rate" : activity == nullptr ? "default" : "full";
    if (activity == nullptr) {
        result.images.reason =
            design.activity == core::Activity::assumed ? "energy.activity is default" : "no image was looked at";
        return result;
    }
    result.images.value = activity->images;
    double wires = source.toggles.wires, measured = source.toggles.measured * source.toggles.wires;
    for (const auto& stage : stages) {
        wires += stage.toggles.wires;
        measured += stage.toggles.measured * stage.toggles.wires;
    }
    if (wires > 0) result.measured = measured / wires;
    return result;
}

std::string bottleneck(const core::Design& design) {
    std::string name = "source";
    int most = design.source.grid.beats();
    for (const auto& stage : design.stages) {
        const int cycles = design.cycles_needed(stage);
        if (cycles <= most) continue;
        most = cycles;
        name = stage.name;
    }
    return name;
}

}  // namespace hashiflex
