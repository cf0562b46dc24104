// SPDX-License-Identifier: Apache-2.0
// A constraint of a sweep.
#include "sim/sweep/constraint.h"

#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void constraint(const std::string& bytes) {
    holds(bytes, [](const std::string& path) -> std::optional<ConstraintValue> {
        if (path == "npu.rows") return 8.0;
        if (path == "tech") return std::string("asap7");
        return std::nullopt;
    });
}

}  // namespace hashiflex::fuzz
