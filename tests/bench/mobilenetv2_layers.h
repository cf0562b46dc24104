// SPDX-License-Identifier: Apache-2.0
// The convolutions of MobileNetV2 1.0 at 224x224, with random Po2 weights.
#pragma once

#include "modules/core/network/operators.h"

#include <string>
#include <vector>

namespace hashiflex::bench {

struct Layer {
    std::string group;
    core::Conv conv;
    core::Interval in;
};

std::vector<Layer> mobilenet_v2();

}  // namespace hashiflex::bench
