// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/stage_hardware.h"

#include "modules/core/parts/control_parts.h"
#include "modules/core/parts/output_parts.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

bool is_npu(const StageDesign& stage) {
    return std::holds_alternative<Classifier>(stage.op);
}
bool is_argmax(const StageDesign& stage) {
    return std::holds_alternative<Argmax>(stage.op);
}
InputControl input_control(const StageDesign& stage, std::size_t k, StepCodes& codes) {
    const InputSchedule& schedule = stage.program.inputs[k];
    const std::size_t steps = schedule.needed.size();
    std::vector<std::int64_t> needs_more(steps), gives_up(steps);
    for (std::size_t s = 0; s < steps; ++s) {
        // the first step follows the last one of the image before
        needs_more[s] = s + 1 < steps ? schedule.needed[s + 1] - schedule.needed[s]
                                      : schedule.beats + schedule.needed.front() - schedule.needed.back();
        gives_up[s] = schedule.released[s] - (s == 0 ? 0 : schedule.released[s - 1]);
    }
    const InputCounters reach = input_counters(schedule, stage.inputs[k].depth);
    InputControl input{reach, codes.constant(needs_more), codes.constant(gives_up),
                       input_part(reach, schedule, stage.inputs[k].depth)};
    input.part.one += input.needs_more.decoded(static_cast<int>(value_of(input.part, "AHEAD_BITS"))) +
                      input.gives_up.decoded(static_cast<int>(value_of(input.part, "HELD_BITS")));
    return input;
}

// The counters that something looks at. Columns are counted where rows are: these go on behind the last one.
StepGrid counted(const StageDesign& stage, const StageHardware& hardware) {
    if (!sees_windows(stage)) return hardware.grid;
    const auto any = [&](auto depends) {
        return std::any_of(hardware.codes.begin(), hardware.codes.end(),
                           [&](const StepCode& code) { return (code.*depends)(); });
    };
    const bool rows = any(&StepCode::depends_on_row);
    const bool columns = rows || hardware.tail || any(&StepCode::depends_on_column);
    return {rows ? hardware.grid.rows : 1, columns ? hardware.grid.columns : 1};
}

}  // namespace

bool sees_windows(const StageDesign& stage) {
    return !is_npu(stage) && !is_argmax(stage) && !std::holds_alternative<GlobalPool>(stage.op);
}

StageHardware stage_hardware(const StageDesign& stage, const Design& design) {
    StageHardware hardware;
    hardware.grid = step_grid(stage);
    StepCodes codes(hardware.grid);
    for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
        hardware.inputs.push_back(input_control(stage, k, codes));
        if (sees_windows(stage)) hardware.views.push_back(input_view(stage, k, codes, design));
    }
    if (!sees_windows(stage) && !is_npu(stage)) hardware.whole_beats = whole_beat_ring(stage, design);
    const std::int64_t beats = stage.grid.beats();
    if (sees_windows(stage) && stage.grid.width % stage.lanes() != 0)
        hardware.tail = delay_part(1, stage.latency, beats);
    hardware.codes = codes.all();
    hardware.steps = steps_part(counted(stage, hardware), stage.program.steps());
    hardware.flight = flight_part(stage.latency, beats);
    hardware.output = output_parts(stage, design);
    return hardware;
}

std::vector<Part> parts_of(const StageHardware& hardware) {
    std::vector<Part> parts{hardware.steps, hardware.flight};
    for (const StepCode& code : hardware.codes) parts.push_back(code.part);
    for (const InputControl& input : hardware.inputs) parts.push_back(input.part);
    for (const InputView& view : hardware.views)
        for (Part& part : parts_of(view)) parts.push_back(std::move(part));
    if (hardware.whole_beats) parts.push_back(hardware.whole_beats->ring);
    if (hardware.tail) parts.push_back(*hardware.tail);
    parts.insert(parts.end(), hardware.output.begin(), hardware.output.end());
    return parts;
}

}  // namespace hashiflex::core
