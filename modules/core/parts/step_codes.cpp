// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/step_codes.h"

#include "modules/core/numeric/bits.h"
#include "modules/core/parts/control_parts.h"
#include "modules/core/parts/step_logic.h"

#include <algorithm>

namespace hashiflex::core {

int StepCode::bits() const {
    return bits_for(*std::max_element(of_step.values.begin(), of_step.values.end()) + 1);
}

bool StepCode::depends_on_row() const {
    const auto columns = static_cast<std::size_t>(of_step.grid.columns);
    const std::vector<std::int64_t> next = of_step.next().values;
    return !std::equal(next.begin() + static_cast<std::ptrdiff_t>(columns), next.end(), next.begin());
}

bool StepCode::depends_on_column() const {
    const std::vector<std::int64_t> next = of_step.next().values;
    const auto columns = static_cast<std::size_t>(of_step.grid.columns);
    for (std::size_t s = 0; s < next.size(); ++s)
        if (next[s] != next[s - s % columns]) return true;
    return false;
}

Counts StepConstant::decoded(int bits) const {
    return decoding_logic(values, bits);
}

Counts StepFlags::decoded() const {
    Counts counts;
    for (std::size_t flag = 0; flag < values.front().size(); ++flag) {
        std::vector<std::int64_t> of_code;
        for (const auto& flags : values) of_code.push_back(flags[flag] ? 1 : 0);
        counts += decoding_logic(of_code, 1);
    }
    return counts;
}

StepConstant StepCodes::constant(const StepTable& table) {
    if (table.is_constant()) return {std::nullopt, {table.values.front()}};
    const NumberedTable numbered(table);
    const auto found = by_numbers_.emplace(numbered.numbers.values, codes_.size());
    if (found.second) {
        codes_.push_back({numbered.numbers, of_step_part(numbered.code_bits(), numbered.numbers.values.front(),
                                                         static_cast<std::int64_t>(table.values.size()))});
        codes_.back().part.one += step_logic(numbered.numbers.next(), numbered.code_bits());
    }
    return {found.first->second, numbered.values};
}

StepConstant StepCodes::constant(const std::vector<std::int64_t>& of_step) {
    StepTable table(grid_, [](int, int) { return 0; });
    table.values = of_step;
    return constant(table);
}

StepFlags StepCodes::flags(const std::function<std::vector<bool>(int row, int column)>& of_step) {
    std::map<std::vector<bool>, std::int64_t> number;
    std::vector<std::vector<bool>> seen;
    const StepTable table(grid_, [&](int row, int column) {
        std::vector<bool> flags = of_step(row, column);
        const auto found = number.emplace(flags, static_cast<std::int64_t>(seen.size()));
        if (found.second) seen.push_back(std::move(flags));
        return found.first->second;
    });
    const StepConstant which = constant(table);
    StepFlags result{which.code, {}};
    for (const std::int64_t i : which.values) result.values.push_back(seen[static_cast<std::size_t>(i)]);
    return result;
}

}  // namespace hashiflex::core
