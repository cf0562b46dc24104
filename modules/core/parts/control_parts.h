// SPDX-License-Identifier: Apache-2.0
// The modules of the library that make up control: parameters as their text has them, and cells.
//   counter of n bits   a half adder for all but the lowest bit; n - 1 gates that see the last value; per bit a
//                       multiplexer that holds it and a gate that clears it
//   register            per bit a multiplexer that holds it, and a gate where reset gives it a value
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/parts/input_counters.h"
#include "modules/core/parts/part.h"
#include "modules/core/parts/step_table.h"

namespace hashiflex::core {

// hf_steps. Rows and columns that nobody asks for are 1: then there is no counter. `steps` of an image.
Part steps_part(const StepGrid& counted, std::int64_t steps);

// hf_counter, 0 .. last; 0: wires.
Part counter_part(std::int64_t last, std::int64_t counts);

// hf_of_step.
Part of_step_part(int bits, std::int64_t first, std::int64_t steps);

// hf_input.
Part input_part(const InputCounters& counters, const InputSchedule& schedule, int depth);

// hf_cursor in a ring of `depth` words; in a ring of one word, and if it never moves, wires.
Part cursor_part(int depth, std::int64_t first_place, bool moves, std::int64_t steps);

// hf_flight.
Part flight_part(int cycles, std::int64_t uses);

// hf_delay.
Part delay_part(std::int64_t width, int cycles, std::int64_t uses);

// hf_fork.
Part fork_part(int branches, std::int64_t beats);

}  // namespace hashiflex::core
