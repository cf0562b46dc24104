// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/clock_choice.h"

#include <cmath>

namespace hashiflex::core {

double allowed_mhz(double max_mhz, double margin_percent) {
    return max_mhz * (100 - margin_percent) / 100;
}

double rounded_clock_mhz(double allowed_mhz) {
    if (allowed_mhz >= 10) return std::floor(allowed_mhz);
    const double khz = std::floor(allowed_mhz * 1000);
    return khz / 1000 <= allowed_mhz ? khz / 1000 : (khz - 1) / 1000;  // the product may have been rounded up
}

}  // namespace hashiflex::core
