// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/part.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex::core {

std::int64_t value_of(const Part& part, const std::string& parameter) {
    const auto found = std::find_if(part.parameters.begin(), part.parameters.end(),
                                    [&](const Parameter& p) { return p.name == parameter; });
    if (found == part.parameters.end()) throw std::logic_error(part.module + " has no parameter " + parameter);
    return found->value;
}

}  // namespace hashiflex::core
