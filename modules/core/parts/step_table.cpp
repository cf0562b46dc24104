// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/step_table.h"

#include "modules/core/numeric/bits.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace hashiflex::core {

int StepGrid::row_bits() const {
    return bits_for(rows);
}
int StepGrid::column_bits() const {
    return bits_for(columns);
}

StepGrid step_grid(const StageDesign& stage) {
    const int steps = stage.program.steps();
    int rows = stage.grid.rows;
    if (std::holds_alternative<GlobalPool>(stage.op)) rows = stage.in[0].shape.height;
    if (std::holds_alternative<Classifier>(stage.op)) rows = stage.grid.rows * stage.grid.beats();
    return {rows, steps / rows};
}

StepTable::StepTable(const StepGrid& steps, const std::function<std::int64_t(int, int)>& value) : grid(steps) {
    values.reserve(static_cast<std::size_t>(grid.rows) * static_cast<std::size_t>(grid.columns));
    for (int r = 0; r < grid.rows; ++r)
        for (int c = 0; c < grid.columns; ++c) values.push_back(value(r, c));
}

StepTable StepTable::next() const {
    StepTable after = *this;
    std::rotate(after.values.begin(), std::next(after.values.begin()), after.values.end());
    return after;
}

bool StepTable::is_constant() const {
    return std::all_of(values.begin(), values.end(), [&](std::int64_t value) { return value == values.front(); });
}

NumberedTable::NumberedTable(const StepTable& table) : numbers(table) {
    std::map<std::int64_t, int> times;
    for (const std::int64_t value : table.values)
        if (++times[value] == 1) values.push_back(value);
    std::stable_sort(values.begin(), values.end(), [&](std::int64_t a, std::int64_t b) { return times[a] > times[b]; });
    std::map<std::int64_t, std::int64_t> number;
    for (std::size_t i = 0; i < values.size(); ++i) number[values[i]] = static_cast<std::int64_t>(i);
    for (std::int64_t& value : numbers.values) value = number[value];
}

int NumberedTable::code_bits() const {
    return bits_for(static_cast<std::int64_t>(values.size()));
}

}  // namespace hashiflex::core
