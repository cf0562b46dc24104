// SPDX-License-Identifier: Apache-2.0
// What a design is made of, without simulating it: the text of `hashiflex check`.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"
#include "sim/report/run_result.h"

#include <string>
#include <vector>

namespace hashiflex {

// What is known of a design without simulating it.
struct DesignRate {
    Known<Rational> cycles_per_image;
    bool deadlock = false;
    std::optional<std::string> limiting_buffer;
};

// `costs`: of every stage in `tech`.
std::string bill_of_hardware(const core::Design& design, const core::Technology& tech,
                             const std::vector<StageCost>& costs, const DesignRate& rate);

}  // namespace hashiflex
