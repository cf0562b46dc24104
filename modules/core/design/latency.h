// SPDX-License-Identifier: Apache-2.0
// Pipeline registers between the start of a beat and its place in the output FIFO (docs/microarchitecture.md).
#pragma once

#include "modules/core/design/design.h"

namespace hashiflex::core {

// Of a hardwired stage but an argmax. Levels are two-input adders or comparators in series; there is a register after every
// `levels_per_stage` of them and after the last. `adders` is the depth of the stage's graph, `in` the grid of its (first)
// input.
int stage_latency(const Operator& op, int adders, const BeatGrid& in, int levels_per_stage);

// From the last step of an image to its result beat.
int argmax_latency(const Argmax& argmax, int classes_per_step, int levels_per_stage);

// From the last multiply cycle of a group of classes to its result beat.
int npu_latency(const NpuSpec& npu, const Classifier& classifier, int levels_per_stage);

}  // namespace hashiflex::core
