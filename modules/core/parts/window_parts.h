// SPDX-License-Identifier: Apache-2.0
// The modules of the library between a stage's inputs and its lanes: parameters as their text has them, and cells.
#pragma once

#include "modules/core/cost/word_array.h"
#include "modules/core/design/design.h"
#include "modules/core/parts/part.h"
#include "modules/core/parts/window_plan.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// What selects a word to write and one for each port to read.
Counts decoders(const WordArray& words);

// hf_memory.
Part memory_part(const WordArray& words, const Design& design);

// hf_ring: a memory with a port, a counter of what arrives and a cursor.
Part ring_part(const WordArray& words, std::int64_t first_place, bool moves, const InputSchedule& schedule,
               const Design& design);

// hf_window_registers. Per bit of a register: a multiplexer for each further pixel that moves bring it, one if beats
// that arrive bring it one, and one that holds it (clock gates instead, if the design has them). Per bit of a column a
// multiplexer for each further lane of a beat that it may arrive in.
Part window_registers_part(const WindowPlan& plan, std::int64_t pixel_bits, const BeatGrid& map, const Design& design);

// hf_window. Per bit of a pixel that can be padding a gate.
struct WindowPadding {
    std::vector<bool> columns;  // that are padded here
    std::int64_t pixels = 0;    // that some step finds outside
};
Part padding_part(const WindowPadding& padding, std::size_t rows, const TensorType& type, std::int64_t fill,
                  std::int64_t steps);

}  // namespace hashiflex::core
