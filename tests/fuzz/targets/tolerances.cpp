// SPDX-License-Identifier: Apache-2.0
// A rule file of `compare`, and how its patterns fit keys.
#include "sim/compare/rules.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void tolerances(const std::string& bytes) {
    for (const auto& rule : load_rules(input_file("tolerances.yaml", bytes)).tolerances)
        for (const char* key : {"area.total_um2", "stages.block_12_expand.energy_pj", ""}) fits(rule.keys, key);
}

}  // namespace hashiflex::fuzz
