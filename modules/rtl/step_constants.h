// SPDX-License-Identifier: Apache-2.0
// Constants that depend on the place in the step program, as text: registers of codes, whose next value nested case
// statements over `row` and `column` choose, and nets that decode them.
#pragma once

#include "modules/core/parts/step_codes.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex::rtl {

// The net code<i>. Needs the nets `fire`, `row`, `column`.
std::string code_of_step(std::size_t i, const core::StepCode& code);

// A net that has a value of its own for every value of a constant.
struct Decoded {
    std::string net;
    int bits = 1;
    std::function<std::string(std::int64_t value)> literal;
};
// Declares the nets and gives them what they are at the present step.
std::string decoded(const core::StepConstant& constant, const std::vector<Decoded>& nets);
// One net of a constant, unsigned.
std::string decoded(const std::string& net, int bits, const core::StepConstant& constant);
// A vector of flags, the first one lowest.
std::string decoded(const std::string& net, const core::StepFlags& flags);

}  // namespace hashiflex::rtl
