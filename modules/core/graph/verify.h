// SPDX-License-Identifier: Apache-2.0
// Is a graph the matrix it should be? Multiplies it out, knowing nothing of how it was built.
#pragma once

#include "modules/core/graph/adder_graph.h"

#include <cstdint>
#include <map>
#include <vector>

namespace hashiflex::core {

// Coefficients of the inputs that are not 0, and the constant, of one output.
struct LinearForm {
    std::map<std::uint32_t, std::int64_t> coefficients;
    std::int64_t constant = 0;
};

// Throws std::logic_error naming the first output whose linear form differs from `expected`.
void verify(const AdderGraph& graph, const std::vector<LinearForm>& expected);

}  // namespace hashiflex::core
