// SPDX-License-Identifier: Apache-2.0
// The exponent window of one output channel: which power of two is one unit of its weights.
#pragma once

#include "modules/core/numeric/interval.h"
#include "modules/core/quantize/po2_grid.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace hashiflex::core {

// What a channel gives for one unit of its input is weights[i] * 2^unit. The same unit is that of its bias, and decides
// the shift: -unit - frac of the output.
struct ChannelWeights {
    int unit = 0;
    std::vector<std::int32_t> weights;
    double error = 0;
};

// Rounds weights that are given in units of the grid, and says how much is lost, in the square of that unit.
using RoundWeights = std::function<ChannelWeights(const std::vector<double>& wanted)>;

// What the unit of a channel depends on besides its weights.
struct ChannelBounds {
    double bias = 0;      // must not get too large in this unit
    int output_frac = 0;  // the shift has its bounds
};

// Tries the windows whose largest power is about the largest of `wanted`, and keeps the one that loses least.
ChannelWeights best_window(const std::vector<double>& wanted, int levels, const ChannelBounds& bounds,
                           const RoundWeights& round);

// floor(value + 1/2), held to `range`.
std::int64_t rounded(double value, Interval range);

}  // namespace hashiflex::core
