// SPDX-License-Identifier: Apache-2.0
// Shapes and number formats of tensors; values are integers in HWC order.
#pragma once

#include "modules/core/numeric/interval.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

struct Shape {
    int height = 1;
    int width = 1;
    int channels = 1;

    std::int64_t pixels() const { return std::int64_t{height} * width; }
    std::int64_t elements() const { return pixels() * channels; }
    friend bool operator==(const Shape& a, const Shape& b) {
        return a.height == b.height && a.width == b.width && a.channels == b.channels;
    }
    friend bool operator!=(const Shape& a, const Shape& b) { return !(a == b); }
};

// The value of integer x is x * 2^-frac. `range` is what the producer can emit: narrower than `bits` after a clamp.
struct TensorType {
    Shape shape;
    int bits = 8;
    bool is_signed = false;
    int frac = 0;
    Interval range;
};

// One value per channel of one pixel after another: [height][width][channels].
using Tensor = std::vector<std::int32_t>;

// The range of `bits` wires: 0 .. 2^bits - 1, or two's complement.
inline Interval full_range(int bits, bool is_signed) {
    const auto span = std::int64_t{1} << (is_signed ? bits - 1 : bits);
    return {is_signed ? -span : 0, span - 1};
}

}  // namespace hashiflex::core
