// SPDX-License-Identifier: Apache-2.0
// A technology file.
#include "sim/config/technology_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void technology(const std::string& bytes) {
    read_technology(parse_document(bytes, "technology.yaml"));
}

}  // namespace hashiflex::fuzz
