// SPDX-License-Identifier: Apache-2.0
// A JPEG picture, brought to the size of a network's input.
#include "sim/images/fit.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void jpeg(const std::string& bytes) {
    fit(decode_jpeg(bytes), {8, 8, 3});
}

}  // namespace hashiflex::fuzz
