// SPDX-License-Identifier: Apache-2.0
// Which clock is left by a critical path and a margin?
#include "modules/core/cost/clock_choice.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;

TEST_CASE("A margin is taken off the maximum clock") {
    CHECK(allowed_mhz(1000, 0) == 1000);
    CHECK(allowed_mhz(1000, 7) == 930);  // 1000 * (1 - 0.07) is less
    CHECK(allowed_mhz(800, 12.5) == 700);
}

TEST_CASE("A clock is rounded down to 1 MHz, and below 10 MHz to 1 kHz") {
    CHECK(rounded_clock_mhz(930) == 930);
    CHECK(rounded_clock_mhz(930.999) == 930);
    CHECK(rounded_clock_mhz(10.9) == 10);
    CHECK(rounded_clock_mhz(10) == 10);
    CHECK(rounded_clock_mhz(9.9999) == 9.999);
    CHECK(rounded_clock_mhz(0.0012) == 0.001);
    CHECK(rounded_clock_mhz(0.0009) == 0);
}

TEST_CASE("A rounded clock is never above what is allowed") {
    for (int i = 1; i < 100000; ++i) {
        const double allowed = 1e4 / i;
        REQUIRE(rounded_clock_mhz(allowed) <= allowed);
    }
}
