// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/adder_positions.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

int trailing_zeros(std::int64_t value) {
    int zeros = 0;
    for (; value % 2 == 0; value /= 2) ++zeros;
    return zeros;
}

}  // namespace

int adder_positions(const AdderOp& op, int result_bits) {
    const int wires = op.subtract ? op.rhs_shift : std::max(op.lhs_shift, op.rhs_shift);
    return std::max(result_bits - wires, 0);
}

int bias_positions(const GraphOutput& output, int result_bits) {
    const int wires = output.negate ? output.shift : std::max<int>(output.shift, trailing_zeros(output.constant));
    return std::max(result_bits - wires, 0);
}

}  // namespace hashiflex::core
