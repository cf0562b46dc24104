// SPDX-License-Identifier: Apache-2.0
// The keys below `weights`, when it is no file.
#pragma once

#include "sim/config/describe.h"
#include "sim/config/rules.h"
#include "sim/config/weights_source.h"

namespace hashiflex {

template <class V>
void describe(V& v, core::SyntheticSpec& synthetic) {
    v.required("seed", synthetic.seed, Integers{0, 2147483647}, "Equal seeds give equal weights.");
}

template <class V>
void describe(V& v, WeightsKey& weights) {
    v.required("synthetic", weights.synthetic, Mapping{}, "Made up, with the statistics of a real network.");
}

}  // namespace hashiflex
