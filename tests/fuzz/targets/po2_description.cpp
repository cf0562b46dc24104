// SPDX-License-Identifier: Apache-2.0
// The description beside an archive of Po2 codes.
#include "sim/config/po2_description.h"

#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void po2_description(const std::string& bytes) {
    load_po2_description(input_file("weights.json", bytes));
}

}  // namespace hashiflex::fuzz
