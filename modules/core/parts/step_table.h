// SPDX-License-Identifier: Apache-2.0
// Constants that depend on the place in the step program.
#pragma once

#include "modules/core/design/design.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace hashiflex::core {

// The counters of hf_steps: output rows and beats of a row (global pool: of the input; NPU: groups and row steps).
struct StepGrid {
    int rows = 1;
    int columns = 1;

    int row_bits() const;
    int column_bits() const;
};
StepGrid step_grid(const StageDesign& stage);

// value(row, column) of every step.
struct StepTable {
    StepTable(const StepGrid& grid, const std::function<std::int64_t(int row, int column)>& value);
    StepGrid grid;
    std::vector<std::int64_t> values;  // [row][column]

    std::int64_t at(int row, int column) const {
        return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
                      static_cast<std::size_t>(column)];
    }
    // Of the step after each; the first follows the last.
    StepTable next() const;
    bool is_constant() const;
};

// The values of a table, the most frequent first, and each step's number among them. Tables that change at the same
// steps have equal numbers.
struct NumberedTable {
    explicit NumberedTable(const StepTable& table);
    std::vector<std::int64_t> values;
    StepTable numbers;

    int code_bits() const;  // of a number
};

}  // namespace hashiflex::core
