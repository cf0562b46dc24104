// SPDX-License-Identifier: Apache-2.0
// A design file, and the hardware that it makes of the digits network.
#include "modules/core/network/build.h"
#include "sim/config/load.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void design(const std::string& bytes) {
    static const LoadedDesign digits = load(repository_file("configs/designs/digits.yaml"));
    static const LoadedNetwork network = load_network_of(digits.file);
    const std::string place = repository_file("configs/designs/input.yaml").string();
    resolve_design(read_design(parse_document(bytes, place)), network);
}

}  // namespace hashiflex::fuzz
