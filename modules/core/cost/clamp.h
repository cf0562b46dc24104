// SPDX-License-Identifier: Apache-2.0
// What stands behind an accumulator: a shift, which is wires, and a clamp.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/graph/known_bits.h"

#include <optional>

namespace hashiflex::core {

// An accumulator >> shift, or << -shift.
Interval shifted_range(Interval accumulator, int shift);

// The result if it is the same for every accumulator: then nobody needs the sum.
std::optional<std::int64_t> constant_result(Interval accumulator, int shift, const std::optional<Interval>& clamp);

// Bits of an accumulator that the result of `out_bits`, or a comparison with a bound that it can pass, depends on; bit
// 63 stands for the sign. None of a constant result.
Bits bits_read(Interval accumulator, int shift, const std::optional<Interval>& clamp, int out_bits);

// What keeps accumulators within an output's clamp: on every side that the shifted range leaves, a comparator and one
// multiplexer per output bit. Low positions that cannot decide are free: the trailing ones of `hi` (v > hi), the
// trailing zeros of `lo` (v < lo); a comparison with 0 is the sign bit.
struct ClampHardware {
    std::int64_t compare_bits = 0;
    std::int64_t mux_bits = 0;
    int longest_compare = 0;  // positions
    int muxes_in_series = 0;
};
ClampHardware clamp_hardware(Interval shifted, Interval clamp, int out_bits);
// Over all channels of one lane of a Conv or Add; nothing for other operators.
ClampHardware clamp_hardware(const StageDesign& stage);

}  // namespace hashiflex::core
