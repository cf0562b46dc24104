// SPDX-License-Identifier: Apache-2.0
#include "modules/core/numeric/row_format.h"

#include <cstring>
#include <limits>

namespace hashiflex::core {
namespace {

constexpr int kWord = 4;

// `Stored` - offset at a time; rows need no alignment.
template <typename Stored>
void pack_as(const std::int32_t* __restrict values, std::size_t count, std::int32_t zero, std::uint8_t* row) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto stored = static_cast<Stored>(values[i] - zero);
        std::memcpy(row + i * sizeof stored, &stored, sizeof stored);
    }
}

template <typename Stored>
void unpack_as(RowView row, std::size_t count, std::int32_t zero, std::int32_t* __restrict values) {
    for (std::size_t i = 0; i < count; ++i) {
        Stored stored;
        std::memcpy(&stored, row + i * sizeof stored, sizeof stored);
        values[i] = stored + zero;
    }
}

}  // namespace

RowFormat narrowest_format(Interval range) {
    const Interval all = hull(range, {0, 0});
    if (all.hi - all.lo <= std::numeric_limits<std::uint8_t>::max()) return {1, static_cast<std::int32_t>(all.lo)};
    if (all.lo >= std::numeric_limits<std::int16_t>::min() && all.hi <= std::numeric_limits<std::int16_t>::max())
        return {2, 0};
    return {kWord, 0};
}

RowFormat row_format(const TensorType& type) {
    return type.bits < 8 * kWord ? narrowest_format(type.range) : RowFormat{};
}

void pack(RowFormat format, const std::int32_t* values, std::size_t count, std::uint8_t* row) {
    if (format.bytes == 1) return pack_as<std::uint8_t>(values, count, format.zero, row);
    if (format.bytes == 2) return pack_as<std::int16_t>(values, count, 0, row);
    std::memcpy(row, values, count * sizeof *values);
}

void unpack(RowFormat format, RowView row, std::size_t count, std::int32_t* values) {
    if (format.bytes == 1) return unpack_as<std::uint8_t>(row, count, format.zero, values);
    if (format.bytes == 2) return unpack_as<std::int16_t>(row, count, 0, values);
    std::memcpy(values, row, count * sizeof *values);
}

}  // namespace hashiflex::core
