// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/quantizations.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace hashiflex {

std::string quantization_of(const nlohmann::ordered_json& axes) {
    auto own = nlohmann::ordered_json::object();
    for (const auto& [axis, value] : axes.items())
        if (axis.rfind("weights", 0) == 0 || axis.rfind("network", 0) == 0) own[axis] = value;
    return own.dump();
}

std::string quantizations_text(const PlanFile& plan) {
    const bool any = std::any_of(plan.axes.begin(), plan.axes.end(),
                                 [](const std::string& axis) { return axis.rfind("weights.quantize", 0) == 0; });
    if (!any) return "";
    std::set<std::string> different;
    std::size_t points = 0;
    for (std::size_t i = 0; i < plan.points.size(); ++i) {
        if (!plan.shard.has(i)) continue;
        ++points;
        different.insert(quantization_of(axes_json(plan.points[i])));
    }
    return fmt::format("{} points, at most {} quantizations: each is made once, and those of earlier runs are kept\n",
                       points, different.size());
}

}  // namespace hashiflex
