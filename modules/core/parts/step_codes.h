// SPDX-License-Identifier: Apache-2.0
// Constants of steps as codes in registers. None is looked up in the cycle that uses it: which code comes next is found
// a step ahead from `row` and `column`. Constants that change at the same steps are decoded from one register.
#pragma once

#include "modules/core/parts/part.h"
#include "modules/core/parts/step_table.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace hashiflex::core {

// The register of a code.
struct StepCode {
    StepTable of_step;
    Part part;  // hf_of_step, and what finds the next code

    int bits() const;
    bool depends_on_row() const;
    bool depends_on_column() const;
};

// One value for each code; a single value and no code if it is the same at all steps.
struct StepConstant {
    std::optional<std::size_t> code;
    std::vector<std::int64_t> values;

    bool is(std::int64_t value) const { return !code && values.front() == value; }
    Counts decoded(int bits) const;  // of as many wires
};

// The same of vectors of flags.
struct StepFlags {
    std::optional<std::size_t> code;
    std::vector<std::vector<bool>> values;

    Counts decoded() const;
};

class StepCodes {
 public:
    explicit StepCodes(const StepGrid& grid) : grid_(grid) {}

    StepConstant constant(const StepTable& table);
    StepConstant constant(const std::vector<std::int64_t>& of_step);
    StepFlags flags(const std::function<std::vector<bool>(int row, int column)>& of_step);

    const StepGrid& grid() const { return grid_; }
    const std::vector<StepCode>& all() const { return codes_; }

 private:
    StepGrid grid_;
    std::vector<StepCode> codes_;
    std::map<std::vector<std::int64_t>, std::size_t> by_numbers_;
};

}  // namespace hashiflex::core
