// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/named_stages.h"

#include "sim/config/error.h"

#include <algorithm>

namespace hashiflex {

std::vector<bool> named_stages(const core::Design& design, const std::vector<std::string>& names,
                               const std::string& option) {
    std::vector<std::string> known;
    for (const auto& stage : design.stages) known.push_back(stage.name);
    std::vector<bool> named(known.size(), false);
    for (const std::string& name : names) {
        const auto found = std::find(known.begin(), known.end(), name);
        if (found == known.end())
            throw config_error({option, "", "unknown stage '" + name + "'", joined(known), nearest(name, known)});
        named[static_cast<std::size_t>(found - known.begin())] = true;
    }
    return named;
}

}  // namespace hashiflex
