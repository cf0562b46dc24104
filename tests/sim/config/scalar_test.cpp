// SPDX-License-Identifier: Apache-2.0
// Is a number read as what it looks like, or not at all?
#include "sim/config/scalar.h"

#include <catch2/catch.hpp>

#include <cstdint>

using namespace hashiflex;

TEST_CASE("integers are decimal") {
    CHECK(parse_integer("0") == 0);
    CHECK(parse_integer("-12") == -12);
    CHECK(parse_integer("9223372036854775807") == INT64_MAX);
    CHECK(parse_integer("-9223372036854775808") == INT64_MIN);
    for (const char* text : {"", "-", "010", "-01", "00", "+1", "0x10", "0b1", "0o7", "1_000", "1,000", "1.0", "1e3",
                             " 1", "1 ", "9223372036854775808", "true"})
        CHECK_FALSE(parse_integer(text));
}

TEST_CASE("reals have digits on both sides of the point, and are finite") {
    CHECK(parse_real("0") == 0.0);
    CHECK(parse_real("-0.5") == -0.5);
    CHECK(parse_real("1e3") == 1000.0);
    CHECK(parse_real("2.5E-2") == 0.025);
    CHECK(parse_real("1e+2") == 100.0);
    for (const char* text : {"", "-", ".5", "5.", "01.5", "+1", "1e", "1e+", "1.e3", "0x1p3", "inf", ".inf", "nan",
                             ".nan", "1e999", "1,5", "1 "})
        CHECK_FALSE(parse_real(text));
}

TEST_CASE("booleans are true and false") {
    CHECK(parse_boolean("true") == true);
    CHECK(parse_boolean("false") == false);
    for (const char* text : {"", "True", "yes", "no", "on", "off", "1", "0"}) CHECK_FALSE(parse_boolean(text));
}
