// SPDX-License-Identifier: Apache-2.0
// What a design is made of, without simulating it: the text of `hashiflex check`.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"
#include "sim/report/run_result.h"

#include <string>

namespace hashiflex {

// What is known of a design without simulating it.
struct DesignRate {
    Known<Rational> cycles_per_image;
    bool deadlock = false;
    std::optional<std::string> limiting_buffer;
};

std::string bill_of_hardware(const core::Design& design, const core::Technology& tech, const DesignRate& rate);

}  // namespace hashiflex
