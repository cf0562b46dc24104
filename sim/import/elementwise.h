// SPDX-License-Identifier: Apache-2.0
// Sums, differences, products and clamps: of two maps, or of a map and a constant.
#pragma once

#include "sim/import/per_channel.h"

#include <optional>

namespace hashiflex::importing {

inline const PerChannel kOne{{1.0}, -1}, kZero{{0.0}, -1};

PerChannel mapped(PerChannel of, double (*function)(double));

// A map, and a constant for its channels.
struct Mixed {
    Activation map;
    PerChannel constant;
    bool constant_first = false;  // of the node's inputs
};

// Empty: both inputs of the node are maps.
std::optional<Mixed> mixed(Lowering& context);

Value added(Lowering& context, const Activation& a, const Activation& b);

}  // namespace hashiflex::importing
