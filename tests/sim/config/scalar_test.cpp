// SPDX-License-Identifier: Apache-2.0
// Is a number read as what it looks like, or not at all?
#include "sim/config/scalar.h"

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>

using namespace hashiflex;

TEST_CASE("integers are numbers whose value is whole") {
    CHECK(parse_integer("0") == 0);
    CHECK(parse_integer("-12") == -12);
    CHECK(parse_integer("+12") == 12);
    CHECK(parse_integer("010") == 10);
    CHECK(parse_integer("0o10") == 8);
    CHECK(parse_integer("0x1F") == 31);
    CHECK(parse_integer("8.0") == 8);
    CHECK(parse_integer("8.") == 8);
    CHECK(parse_integer("1e1") == 10);
    CHECK(parse_integer("250E-1") == 25);
    CHECK(parse_integer("250E-2") == std::nullopt);
    CHECK(parse_integer("200E-2") == 2);
    CHECK(parse_integer("9223372036854775807") == INT64_MAX);
    CHECK(parse_integer("-9223372036854775808") == INT64_MIN);
    CHECK(parse_integer("-9223372036854775808.0") == INT64_MIN);
    for (const char* text : {"",
                             "-",
                             "+",
                             "0x",
                             "-0x1",
                             "0o8",
                             "0b1",
                             "1_000",
                             "1,000",
                             "1.5",
                             "1e-1",
                             " 1",
                             "1 ",
                             "1e",
                             "9223372036854775808",
                             "9223372036854775808.0",
                             "1e30",
                             ".inf",
                             ".nan",
                             "true"})
        CHECK_FALSE(parse_integer(text));
}

TEST_CASE("reals are all numbers but those that are none") {
    CHECK(parse_real("0") == 0.0);
    CHECK(parse_real("-0.5") == -0.5);
    CHECK(parse_real(".5") == 0.5);
    CHECK(parse_real("+.5") == 0.5);
    CHECK(parse_real("5.") == 5.0);
    CHECK(parse_real("01.5") == 1.5);
    CHECK(parse_real("1e3") == 1000.0);
    CHECK(parse_real("1.e3") == 1000.0);
    CHECK(parse_real("2.5E-2") == 0.025);
    CHECK(parse_real("1e+2") == 100.0);
    CHECK(parse_real("0x10") == 16.0);
    CHECK(parse_real("1e-999") == 0.0);
    CHECK(parse_real(".inf") == std::numeric_limits<double>::infinity());
    CHECK(parse_real("-.Inf") == -std::numeric_limits<double>::infinity());
    for (const char* text :
         {"", "-", ".", "1e", "1e+", ".e3", "0x1p3", "inf", ".nan", "1e999", "1,5", "1_0", "1 ", "--1"})
        CHECK_FALSE(parse_real(text));
}

TEST_CASE("booleans are true and false in three spellings") {
    for (const char* text : {"true", "True", "TRUE"}) CHECK(parse_boolean(text) == true);
    for (const char* text : {"false", "False", "FALSE"}) CHECK(parse_boolean(text) == false);
    for (const char* text : {"", "tRue", "yes", "no", "on", "off", "1", "0"}) CHECK_FALSE(parse_boolean(text));
}

TEST_CASE("text is what is nothing else") {
    for (const char* text : {"a", "1_000", "yes", "0b1", "12:30", "1.0.0", "0x", "-", ".", "1e", "a8", "inf", "nULL"})
        CHECK(is_text(text));
    for (const char* text : {"", "~", "null", "NULL", "True", "8", "08", "+1", ".5", "1e9", "1e999", "0o7", "0xff",
                             "99999999999999999999", ".inf", "-.INF", ".nan", ".NaN"})
        CHECK_FALSE(is_text(text));
}
