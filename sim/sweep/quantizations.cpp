// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/quantizations.h"

#include "sim/config/design_file.h"
#include "sim/config/network_file.h"
#include "sim/config/weights_file.h"
#include "sim/quantize/quantize_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <set>

namespace hashiflex {

namespace {

std::optional<double> seconds_of_one(const Document& design) {
    try {
        const DesignFile file = read_design(design);
        NetworkFile network = load_network(file.network);
        choose_weights(file, network);
        return network.quantize ? seconds_of_last(network.weights) : std::nullopt;
    } catch (const std::exception&) {  // only an axis says what is missing: points that fail say so themselves
        return std::nullopt;
    }
}

std::string time_text(const std::optional<double>& each, std::size_t count) {
    if (!each) return "the first one will show how long one takes";
    return fmt::format("the last one of this model took {:.1f} s here, so many {:.0f} s", *each,
                       *each * static_cast<double>(count));
}

}  // namespace

std::string quantization_of(const nlohmann::ordered_json& axes) {
    auto own = nlohmann::ordered_json::object();
    for (const auto& [axis, value] : axes.items())
        if (axis.rfind("weights", 0) == 0 || axis.rfind("network", 0) == 0) own[axis] = value;
    return own.dump();
}

std::string quantizations_text(const PlanFile& plan, const Document& design) {
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
    return fmt::format(
        "{} points, at most {} quantizations: each is made once, and those of earlier runs are kept; {}\n", points,
        different.size(), time_text(seconds_of_one(design), different.size()));
}

}  // namespace hashiflex
