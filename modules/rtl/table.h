// SPDX-License-Identifier: Apache-2.0
// Constants that depend on the place in the step program, as nested case statements over `row` and `column`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex::rtl {

// The counters of hf_steps.
struct StepGrid {
    int rows = 1;
    int columns = 1;

    int row_bits() const;
    int column_bits() const;
};

// value(row, column) of every step.
struct Table {
    Table(const StepGrid& grid, const std::function<std::int64_t(int row, int column)>& value);
    StepGrid grid;
    std::vector<std::int64_t> values;  // [row][column]

    std::int64_t at(int row, int column) const {
        return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
                      static_cast<std::size_t>(column)];
    }
};

// What an entry of a table does, a statement such as "gives_up0 = 4'd2;".
using Statement = std::function<std::string(std::int64_t value)>;

// "always_comb begin ... end": the statement of the present row and column.
std::string select(const Table& table, const Statement& statement);
// A declaration of `name` with `bits` wires and its values.
std::string constant_of_step(const std::string& name, int bits, bool is_signed, const Table& table);
// A vector of flags, one per bit; `vector` gives all of a step, first flag lowest.
std::string flags_of_step(const std::string& name, const StepGrid& grid, int flags,
                          const std::function<std::vector<bool>(int row, int column)>& vector);

}  // namespace hashiflex::rtl
