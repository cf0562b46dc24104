// SPDX-License-Identifier: Apache-2.0
// The part of a result that needs no simulation: counts, area, energy, critical path.
#pragma once

#include "sim/report/run_result.h"
#include "sim/report/stage_cost.h"

#include <optional>
#include <vector>

namespace hashiflex {

// Cycles are left at 0, energy is unknown without `cycles_per_image`.
StageResult stage_hardware(const core::StageDesign& stage, const core::Design& design, const core::Technology& tech,
                           const StageCost& cost, const std::optional<double>& cycles_per_image);
StageResult source_hardware(const core::Design& design, const core::Technology& tech,
                            const std::optional<double>& cycles_per_image);

// The input buffers and the output FIFO of every stage, in order. High water marks are left at 0.
std::vector<BufferResult> buffer_hardware(const core::Design& design, const core::Technology& tech);

core::CriticalPath critical_path(const core::Design& design, const std::vector<StageCost>& costs);
CriticalPathResult critical_path_result(const core::Design& design, const core::Technology& tech);
CriticalPathResult critical_path_result(const core::Design& design, const std::vector<StageCost>& costs);

std::optional<NpuResult> npu_hardware(const core::Design& design);

// Of the whole chip: the source and all stages.
core::Counts total_counts(const StageResult& source, const std::vector<StageResult>& stages);
core::EnergyBreakdown total_energy(const StageResult& source, const std::vector<StageResult>& stages,
                                   const core::Design& design, const core::Technology& tech,
                                   const std::optional<double>& cycles_per_image);

// The stage that needs the most cycles per image, the first one of several; "source" is the input port.
std::string bottleneck(const core::Design& design);

}  // namespace hashiflex
