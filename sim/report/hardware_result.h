// SPDX-License-Identifier: Apache-2.0
// The part of a result that needs no simulation: counts, area, energy, critical path.
#pragma once

#include "modules/core/activity/chip_activity.h"
#include "sim/report/run_result.h"
#include "sim/report/stage_cost.h"

#include <optional>
#include <vector>

namespace hashiflex {

// What an image is computed with: the toggles that were counted, if any, and the steady state, if it is known.
struct Conditions {
    std::optional<double> cycles_per_image;
    const core::ChipActivity* activity = nullptr;
};

// Cycles are left at 0, energy is unknown without cycles per image.
StageResult stage_hardware(const core::Design& design, std::size_t stage, const core::Technology& tech,
                           const StageCost& cost, const Conditions& conditions);
StageResult source_hardware(const core::Design& design, const core::Technology& tech, const Conditions& conditions);

// The input buffers and the output FIFO of every stage, in order. High water marks are left at 0.
std::vector<BufferResult> buffer_hardware(const core::Design& design);

core::CriticalPath critical_path(const core::Design& design, const std::vector<StageCost>& costs);
CriticalPathResult critical_path_result(const core::Design& design, const core::Technology& tech);
CriticalPathResult critical_path_result(const core::Design& design, const std::vector<StageCost>& costs);

std::optional<NpuResult> npu_hardware(const core::Design& design);
std::optional<ArgmaxResult> argmax_hardware(const core::Design& design);

// Of the whole chip: the source and all stages.
core::Counts total_counts(const StageResult& source, const std::vector<StageResult>& stages);
core::EnergyBreakdown total_energy(const StageResult& source, const std::vector<StageResult>& stages);
ActivityResult activity_result(const core::Design& design, const core::ChipActivity* activity,
                               const StageResult& source, const std::vector<StageResult>& stages);

// The stage that needs the most cycles per image, the first one of several; "source" is the input port.
std::string bottleneck(const core::Design& design);

}  // namespace hashiflex
