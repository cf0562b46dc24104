// SPDX-License-Identifier: Apache-2.0
// Do rows hold every value of their range, in as few bytes as it allows?
#include "modules/core/numeric/row_format.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hashiflex::core;

TEST_CASE("The narrowest format holds the range and padding") {
    struct Case {
        Interval range;
        RowFormat format;
    };
    const Case c = GENERATE(Case{{0, 255}, {1, 0}}, Case{{0, 256}, {2, 0}}, Case{{-128, 127}, {1, -128}},
                            Case{{-128, 128}, {2, 0}}, Case{{-255, 0}, {1, -255}}, Case{{1, 256}, {2, 0}},
                            Case{{-256, -200}, {2, 0}}, Case{{-32768, 32767}, {2, 0}}, Case{{-32769, 0}, {4, 0}},
                            Case{{0, 32768}, {4, 0}}, Case{{5, 5}, {1, 0}});
    INFO(c.range.lo << " .. " << c.range.hi);
    CHECK(narrowest_format(c.range) == c.format);
    const std::int32_t values[] = {static_cast<std::int32_t>(c.range.lo), 0, static_cast<std::int32_t>(c.range.hi)};
    std::uint8_t row[sizeof values];
    pack(c.format, values, 3, row);
    std::int32_t back[3];
    unpack(c.format, row, 3, back);
    CHECK(std::equal(back, back + 3, values));
}

TEST_CASE("Sums of 32 bits stay as wide as other weights may make them") {
    TensorType type;
    type.range = {0, 10};
    type.bits = 31;
    CHECK(row_format(type) == RowFormat{1, 0});
    type.bits = 32;
    CHECK(row_format(type) == RowFormat{4, 0});
}
