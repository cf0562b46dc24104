// SPDX-License-Identifier: Apache-2.0
// Adder graphs of one lane of each operator, as naive balanced trees.
#pragma once

#include "modules/core/graph/adder_graph.h"
#include "modules/core/network/operators.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace hashiflex::core {

// Told after each output channel how many weights of the layer are done: a layer may have many millions.
using WeightWatch = std::function<void(std::uint64_t weights)>;

// Inputs are the window's taps [kernel_h][kernel_w][channels]; outputs the channels' accumulators, with bias and
// rounding constant folded into one adder. `in` is the range of the input tensor (padding, 0, is added to it).
AdderGraph conv_graph(const Conv& conv, Interval in, const WeightWatch& watch = {});
// One window of one channel: outputs the accumulator of average_rounding(taps, ...).
AdderGraph average_pool_graph(const Pool& pool, Interval in);
// The multiplier behind the accumulator of one channel: input is the sum over the map.
AdderGraph global_average_graph(const GlobalPool& pool, Interval in);
// One channel: both operands, aligned, with the rounding constant.
AdderGraph add_graph(const Add& add, Interval lhs, Interval rhs);

// floor(sum / count + 1/2) == (sum * multiplier + constant) >> shift for every sum in `range`; a power of two has
// multiplier 1. Otherwise the multiplier is ceil(2^shift / count), with the smallest shift for which that is exact.
struct AverageRounding {
    std::int64_t multiplier = 1;
    std::int64_t constant = 0;
    int shift = 0;
};
AverageRounding average_rounding(std::int64_t count, Interval range);

}  // namespace hashiflex::core
