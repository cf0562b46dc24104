// SPDX-License-Identifier: Apache-2.0
// hf_output: credits, the FIFO behind the pipeline registers, the fork.
#pragma once

#include "modules/core/cost/word_array.h"
#include "modules/core/design/design.h"
#include "modules/core/parts/part.h"

#include <vector>

namespace hashiflex::core {

// A counter of what waits and, with `credits`, one of what is under way too; a place to write and one to read; words.
Part output_part(const WordArray& words, int branches, bool credits, std::int64_t beats, const Design& design);

// Of a stage. An argmax has two: the sums wait for their class.
std::vector<Part> output_parts(const StageDesign& stage, const Design& design);

}  // namespace hashiflex::core
