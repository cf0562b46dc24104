// SPDX-License-Identifier: Apache-2.0
// Arrays of weights, written out.
#pragma once

#include "modules/core/network/weights.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace hashiflex::test {

inline core::Array integers(std::vector<std::size_t> shape, std::vector<std::int64_t> values) {
    core::Array array;
    array.shape = std::move(shape);
    array.integers = std::move(values);
    return array;
}

inline core::Array reals(std::vector<std::size_t> shape, std::vector<float> values) {
    core::Array array;
    array.is_integer = false;
    array.shape = std::move(shape);
    array.reals = std::move(values);
    return array;
}

}  // namespace hashiflex::test
