// SPDX-License-Identifier: Apache-2.0
// Comparisons with a constant.
#pragma once

#include <cstdint>
#include <string>

namespace hashiflex::rtl {

// The condition that the net `name` of `bits` wires is greater than a constant that the net could be. The positions of
// a run of equal digits of the constant are joined at once, so that synthesis makes trees of them, not a carry chain.
std::string greater_than(const std::string& name, int bits, bool is_signed, std::int64_t constant);

}  // namespace hashiflex::rtl
