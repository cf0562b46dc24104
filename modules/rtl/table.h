// SPDX-License-Identifier: Apache-2.0
// Constants that depend on the place in the step program. None is looked up in the cycle that uses it: which of its
// values comes next is found a step ahead, by nested case statements over `row` and `column`, and registered.
#pragma once

#include "modules/core/parts/step_table.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex::rtl {

// A net of the values of a table, `bits` wide, unsigned: a register that has each at its step; wires, if all are equal.
// Needs the nets `fire`, `row`, `column`.
std::string register_of_step(const std::string& name, int bits, const core::StepTable& table);

// A net that has a value of its own for every value of a table.
struct Decoded {
    std::string net;
    int bits = 1;
    std::function<std::string(std::int64_t value)> literal;
};
// Declares the nets and gives them what they are at the present step. A register holds the number of the table's value;
// there is none if all are equal.
std::string constants_of_step(const std::string& name, const core::StepTable& table, const std::vector<Decoded>& nets);
// A vector of flags, one per bit; `vector` gives all of a step, first flag lowest.
std::string flags_of_step(const std::string& name, const core::StepGrid& grid, int flags,
                          const std::function<std::vector<bool>(int row, int column)>& vector);

}  // namespace hashiflex::rtl
