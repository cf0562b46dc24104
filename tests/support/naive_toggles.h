// SPDX-License-Identifier: Apache-2.0
// Toggles once more, bit by bit: every lane by itself, one step after the other, carries along chains of booleans.
#pragma once

#include "modules/core/activity/tally.h"
#include "modules/core/cost/graph_cells.h"
#include "modules/core/design/design.h"
#include "modules/core/numeric/tensor.h"

#include <vector>

namespace hashiflex::test {

// Inputs of a stage for one image.
using StageInputs = std::vector<core::Tensor>;

// Adders, registers, clamps and multiplexers of the lanes of a stage with a graph. `cells`: where they are.
core::Toggles naive_lane_toggles(const core::StageDesign& stage, const core::GraphCellMap& cells,
                                 const StageInputs& before, const StageInputs& now);

struct NaiveWords {
    core::Tally held;     // every write against what the word held
    core::Tally passing;  // every beat against the one before it
};
// A ring of `words` beats; images before are like `before`.
NaiveWords naive_words(const core::Tensor& before, const core::Tensor& now, const core::BeatGrid& grid, int bits,
                       int words);

}  // namespace hashiflex::test
