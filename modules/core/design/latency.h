// SPDX-License-Identifier: Apache-2.0
// Pipeline registers between the start of a beat and its place in the output FIFO (docs/microarchitecture.md).
#pragma once

#include "modules/core/design/design.h"

namespace hashiflex::core {

// Levels of two-input adders or comparators in series on the longest way through one lane.
int datapath_levels(const Operator& op, const AdderGraph* graph);

// One register after every `levels_per_stage` levels and one after the last.
int datapath_latency(int levels, int levels_per_stage);

// From the last multiply cycle of a group of classes to its result beat.
int npu_latency(const NpuSpec& npu, const Classifier& classifier, int levels_per_stage);

}  // namespace hashiflex::core
