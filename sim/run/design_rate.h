// SPDX-License-Identifier: Apache-2.0
// How fast a design is, without a run of its own.
#pragma once

#include "sim/report/bill_of_hardware.h"

namespace hashiflex {

DesignRate rate_of_design(const core::Design& design);

}  // namespace hashiflex
