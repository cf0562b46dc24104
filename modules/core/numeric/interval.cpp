// SPDX-License-Identifier: Apache-2.0
#include "modules/core/numeric/interval.h"

#include <stdexcept>
#include <string>

namespace hashiflex::core {

void refuse_wide_sum() {
    throw std::overflow_error("a sum needs more than 62 bits; no adder that wide is built");
}

void refuse_wide_shift(int shift) {
    throw std::overflow_error("a shift by " + std::to_string(shift) + " needs more than 62 bits");
}

}  // namespace hashiflex::core
