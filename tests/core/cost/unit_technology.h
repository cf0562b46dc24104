// SPDX-License-Identifier: Apache-2.0
// A table of ones: costs become counts. The same numbers as configs/tech/unit.yaml.
#pragma once

#include "modules/core/cost/technology.h"

namespace hashiflex::core {

inline Technology unit_technology() {
    const Price one{1.0, "unit"};
    const ResourcePrices ones{one, one, one};
    return {"unit", "",  "none", ones, ones, ones, ones, ones, ones, one, ones, ones, one, Price{1024.0, "unit"},
            one,    one, one,    one,  one,  one,  one};
}

}  // namespace hashiflex::core
