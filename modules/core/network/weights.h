// SPDX-License-Identifier: Apache-2.0
// Named integer and real arrays: what a weights file holds, whatever its format.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hashiflex::core {

// Row-major; exactly one of the two value vectors is used.
struct Array {
    std::vector<std::size_t> shape;
    bool is_integer = true;
    std::vector<std::int64_t> integers;
    std::vector<float> reals;
};

// "LAYER.weight", "LAYER.bias", "LAYER.shift" (hardwired) or "LAYER.scale" (classifier, optional).
//   conv, linear   weight [out][kernel_h][kernel_w][in/groups]; bias [out] in accumulator units; shift [out]
//   depthwise      weight [channels][kernel_h][kernel_w][1]
//   classifier     weight [classes][inputs], bias [classes], scale [classes]
using WeightSet = std::map<std::string, Array>;

}  // namespace hashiflex::core
