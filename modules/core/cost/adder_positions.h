// SPDX-License-Identifier: Apache-2.0
// Positions of the result at which an adder cell stands: its width minus the low positions that are only wires.
#pragma once

#include "modules/core/graph/adder_graph.h"

namespace hashiflex::core {

//   (a << ls) + (b << rs)       the low max(ls, rs): there at most one operand is not 0
//   (a << ls) - (b << rs)       the low rs: nothing is taken off there (a is passed on, or it is 0 as well)
//   constant + (node << shift)  the low max(shift, trailing zeros of the constant)
//   constant - (node << shift)  the low shift
int adder_positions(const AdderOp& op, int result_bits);
int bias_positions(const GraphOutput& output, int result_bits);

}  // namespace hashiflex::core
