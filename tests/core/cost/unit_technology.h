// SPDX-License-Identifier: Apache-2.0
// A table of ones: costs become counts. The same numbers as configs/tech/unit.yaml.
#pragma once

#include "modules/core/cost/technology.h"

namespace hashiflex::core {

inline Technology unit_technology() {
    const Price one{1.0, "unit"};
    const ResourcePrices ones{one, one, one};
    const SramPrices sram{one, one, one, one, one, one, one};
    return {"unit", "",  "none", ones, ones, ones, ones, ones, ones, ones, ones, one, one, ones,
            one,    one, ones,   one,  sram, ones, one,  one,  one,  one,  one,  one, one};
}

}  // namespace hashiflex::core
