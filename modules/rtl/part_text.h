// SPDX-License-Identifier: Apache-2.0
// Instances of the parts that a stage is made of.
#pragma once

#include "modules/core/parts/part.h"
#include "modules/rtl/text.h"

#include <string>

namespace hashiflex::rtl {

// The parameters of a part as text.
Values parameters_of(const core::Part& part);
std::string instance(const core::Part& part, const std::string& name, const Values& ports);

// So many bits, the first flag lowest, as in 3'b001.
std::string flags_literal(const std::vector<bool>& flags);

}  // namespace hashiflex::rtl
