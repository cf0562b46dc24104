// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/control_parts.h"

#include "modules/core/numeric/bits.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

Counts register_of(std::int64_t bits, bool reset) {
    Counts counts;
    counts.control_flop_bits = bits;
    counts.mux_bits = bits;
    counts.gates = reset ? bits : 0;
    return counts;
}

// Counts 0 .. last; nothing if there is only 0.
Counts counter_of(std::int64_t last) {
    if (last == 0) return {};
    const int bits = bits_for(last + 1);
    Counts counts = register_of(bits, true);
    counts.half_adders = bits - 1;
    counts.gates += bits - 1;
    return counts;
}

}  // namespace

Part steps_part(const StepGrid& counted, std::int64_t steps) {
    Part part{"hf_steps",
              {{"ROWS", counted.rows},
               {"COLUMNS", counted.columns},
               {"ROW_BITS", counted.row_bits()},
               {"COLUMN_BITS", counted.column_bits()}},
              counter_of(counted.rows - 1) + counter_of(counted.columns - 1)};
    part.uses = steps;
    return part;
}

Part counter_part(std::int64_t last, std::int64_t counts) {
    Part part{"hf_counter", {{"LAST", last}, {"BITS", bits_for(last + 1)}}, counter_of(last)};
    part.uses = counts;
    return part;
}

Part of_step_part(int bits, std::int64_t first, std::int64_t steps) {
    Part part{"hf_of_step", {{"BITS", bits}, {"FIRST", first, bits}}, register_of(bits, true)};
    part.uses = steps;
    return part;
}

// Both counters: what they are after an edge with and without `fire` are computed side by side, an adder and an
// incrementer, and a multiplexer chooses. `ready` compares with DEPTH.
Part input_part(const InputCounters& counters, const InputSchedule& schedule, int depth) {
    const int held = counters.drops() ? signed_width({counters.least_held, depth}) : bits_for(std::int64_t{depth} + 1);
    const int ahead = signed_width({counters.least_ahead, counters.most_ahead});
    Part part{"hf_input",
              {{"DEPTH", depth},
               {"HELD_BITS", held},
               {"DROPS", counters.drops() ? 1 : 0},
               {"AHEAD_BITS", ahead},
               {"FIRST_NEEDED", schedule.needed.front()}},
              register_of(held + ahead, true)};
    part.one.half_adders = held + ahead - 2;
    part.one.full_adders = held + ahead;
    part.one.gates += held - 1;
    part.uses = static_cast<std::int64_t>(schedule.needed.size()) + schedule.beats;
    return part;
}

Part cursor_part(int depth, std::int64_t first_place, bool moves, std::int64_t steps) {
    const int bits = bits_for(depth);
    Part part{"hf_cursor",
              {{"DEPTH", depth}, {"ADDRESS_BITS", bits}, {"FIRST_PLACE", first_place}, {"MOVES", moves ? 1 : 0}},
              {}};
    if (depth == 1 || !moves) return part;
    part.one = register_of(bits, true);
    const bool wraps = depth == 1 << bits;
    part.one.full_adders = wraps ? bits : 2 * bits;
    part.one.mux_bits += wraps ? 0 : bits;
    part.uses = steps;
    return part;
}

Part flight_part(int cycles, std::int64_t uses) {
    Part part{"hf_flight", {{"CYCLES", cycles}}, {}};
    part.one.control_flop_bits = cycles;
    part.one.gates = cycles;
    part.uses = uses;
    return part;
}

Part delay_part(std::int64_t width, int cycles, std::int64_t uses) {
    Part part{"hf_delay", {{"WIDTH", width}, {"CYCLES", cycles}}, {}};
    part.one.control_flop_bits = width * cycles;
    part.uses = uses;
    return part;
}

// Per branch a flop; gates that hold valid back, join ready, and set and clear the flop.
Part fork_part(int branches, std::int64_t beats) {
    Part part{"hf_fork", {{"BRANCHES", branches}}, {}};
    if (branches == 1) return part;
    part.one.control_flop_bits = branches;
    part.one.gates = 6 * branches;
    part.uses = beats;
    return part;
}

}  // namespace hashiflex::core
