// SPDX-License-Identifier: Apache-2.0
// Gates that find constants of steps: a decision diagram for every bit, over the wires of row and column or of a code.
// A node that decides between a constant and something else is a gate, one that decides between two others a
// multiplexer; equal nodes of a bit are one. Places that the program never comes to are whatever makes the diagram
// smaller.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/parts/step_table.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// Of the lowest `bits` bits of every value; values are numbered by the wires.
Counts decoding_logic(const std::vector<std::int64_t>& values, int bits);
Counts step_logic(const StepTable& table, int bits);

// One select for each of so many words, by gates of two groups of the address.
std::int64_t decoder_gates(std::int64_t words);

}  // namespace hashiflex::core
