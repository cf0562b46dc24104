// SPDX-License-Identifier: Apache-2.0
// The chip in a few numbers: work, silicon by use, silicon that waits, and the link that would feed it.
#pragma once

#include "sim/report/run_result.h"

#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// Products of a weight and an input, each with its addition: the field's MACs, padding and pruned weights included.
std::int64_t macs_per_image(const core::Design& design);

// The NPU; or the hardwired classifier with its argmax. A network without classifier is all front.
AreaSplitResult area_split(const core::Design& design, const StageResult& source,
                           const std::vector<StageResult>& stages);

// Stages that need equally many cycles per image, the idlest first. Empty without `cycles_per_image`.
std::vector<IdleGroup> idle_groups(const std::vector<StageResult>& stages,
                                   const std::optional<double>& cycles_per_image);

// Figures that everybody knows, to compare the input port with; 10^9 bytes per second, one direction.
constexpr double kHbm3StackGbPerS = 819.2;  // JEDEC JESD238: 1024 bits at 6.4 Gb/s
constexpr double kPcie6x16GbPerS = 128.0;   // PCI Express 6.0: 16 lanes of 64 GT/s, before overheads

}  // namespace hashiflex
