// SPDX-License-Identifier: Apache-2.0
// Do messages read well, and is the word that was meant found?
#include "sim/config/error.h"

#include <catch2/catch.hpp>

using namespace hashiflex;

TEST_CASE("a complaint leaves out what it does not know") {
    CHECK(std::string(config_error({"f:1", "a.b", "x", "y", "z"}).what()) ==
          "f:1: a.b: found x; allowed: y; did you mean 'z'?");
    CHECK(std::string(config_error({"f", "", "x", "y", ""}).what()) == "f: found x; allowed: y");
}

TEST_CASE("the nearest word is found by edit distance, and none if nothing is alike") {
    CHECK(nearest("mhzz", {"mhz", "allow_above_max"}) == "mhz");
    CHECK(nearest("MHZ", {"mhz"}) == "mhz");
    CHECK(nearest("chanels", {"classes", "channels"}) == "channels");
    CHECK(nearest("ronws", {"rows", "columns"}) == "rows");
    CHECK(nearest("hieght", {"width", "height"}) == "height");
    CHECK(nearest("frequency", {"mhz", "lanes"}).empty());
    CHECK(nearest("x", {"y"}).empty());
    CHECK(nearest("x", {}).empty());
}
