// SPDX-License-Identifier: Apache-2.0
// A PNG picture, brought to the size of a network's input.
#include "sim/images/fit.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void png(const std::string& bytes) {
    fit(decode_png(bytes), {8, 8, 3});
}

}  // namespace hashiflex::fuzz
