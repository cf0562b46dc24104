// SPDX-License-Identifier: Apache-2.0
// How the values of a tensor's rows lie in memory: in one byte each where their range allows it.
#pragma once

#include "modules/core/numeric/interval.h"
#include "modules/core/numeric/tensor.h"

#include <cstddef>
#include <cstdint>

namespace hashiflex::core {

// Of one byte: value - zero, unsigned. Of two and four: the value, signed. As the machine stores them.
struct RowFormat {
    int bytes = 4;
    std::int32_t zero = 0;

    // What stands for `value` in a row of bytes.
    std::uint8_t as_byte(std::int64_t value) const { return static_cast<std::uint8_t>(value - zero); }

    friend bool operator==(const RowFormat& a, const RowFormat& b) { return a.bytes == b.bytes && a.zero == b.zero; }
};

// The narrowest that holds the range, and 0: padding is a value, too.
RowFormat narrowest_format(Interval range);

// What moves on a stream of this type. A type of 32 bits keeps them although its range may be narrow: the NPU's sums
// are as wide as its next weights make them.
RowFormat row_format(const TensorType& type);

// What a reader of rows must know.
struct RowType {
    RowType(Interval values) : range(values), format(narrowest_format(values)) {}
    RowType(const TensorType& type) : range(type.range), format(row_format(type)) {}

    Interval range;
    RowFormat format;
};

// One row of a tensor: [width][channels]; null outside the map (padding).
using RowView = const std::uint8_t*;

void pack(RowFormat format, const std::int32_t* values, std::size_t count, std::uint8_t* row);
void unpack(RowFormat format, RowView row, std::size_t count, std::int32_t* values);

}  // namespace hashiflex::core
