// SPDX-License-Identifier: Apache-2.0
// Is requantization clamp(floor(acc / 2^s + 1/2)), for every sign of everything?
#include "modules/core/numeric/requantize.h"

#include "tests/support/naive.h"

#include <catch2/catch.hpp>

#include <random>

using namespace hashiflex::core;

namespace {

constexpr Interval kWide{-(std::int64_t{1} << 62), std::int64_t{1} << 62};
constexpr int kLeastShift = -31;  // what a weights file may say
constexpr int kMostShift = 48;

}  // namespace

TEST_CASE("Requantization rounds half up") {
    CHECK(requantize(5, 1, kWide) == 3);
    CHECK(requantize(-5, 1, kWide) == -2);
    CHECK(requantize(-3, 1, kWide) == -1);
    CHECK(requantize(-1, 1, kWide) == 0);
    CHECK(requantize(-2, 2, kWide) == 0);   // -1/2
    CHECK(requantize(-3, 2, kWide) == -1);  // -3/4
    CHECK(requantize(-6, 2, kWide) == -1);  // -3/2
    CHECK(requantize(6, 2, kWide) == 2);    // 3/2
    CHECK(requantize(127, 8, kWide) == 0);
    CHECK(requantize(128, 8, kWide) == 1);
    CHECK(requantize(-128, 8, kWide) == 0);
    CHECK(requantize(-129, 8, kWide) == -1);
}

TEST_CASE("A shift of 0 keeps the accumulator, a negative one shifts left") {
    CHECK(requantize(-7, 0, kWide) == -7);
    CHECK(requantize(7, 0, kWide) == 7);
    CHECK(requantize(-7, -3, kWide) == -56);
    CHECK(requantize(7, -1, kWide) == 14);
    CHECK(rounding_constant(0) == 0);
    CHECK(rounding_constant(-5) == 0);
    CHECK(rounding_constant(1) == 1);
    CHECK(rounding_constant(9) == 256);
}

TEST_CASE("The clamp comes after the rounding") {
    constexpr Interval relu6{0, 6};
    CHECK(requantize(13, 1, relu6) == 6);  // 6.5 rounds to 7
    CHECK(requantize(11, 1, relu6) == 6);
    CHECK(requantize(10, 1, relu6) == 5);
    CHECK(requantize(-1, 1, relu6) == 0);
    CHECK(requantize(-100, -2, relu6) == 0);
    CHECK(requantize(2, -2, relu6) == 6);
    CHECK(requantize(-4, 0, Interval{-3, 3}) == -3);
}

TEST_CASE("Shifts beyond the number leave 0") {
    for (const int s : {50, 61, 62, 63})
        for (const std::int64_t acc : {-1000, -1, 0, 1, 1000}) CHECK(requantize(acc, s, kWide) == 0);
    constexpr std::int64_t most = (std::int64_t{1} << 62) - 1;
    CHECK(requantize(most, 62, kWide) == 1);
    CHECK(requantize(-most, 62, kWide) == -1);
    CHECK(requantize(most, 63, kWide) == 0);
    CHECK(requantize(-most, 63, kWide) == 0);
    CHECK(shift_right(most, 62) == 0);
    CHECK(shift_right(-1, 62) == -1);
    CHECK(shift_right(-most, 200) == -1);
}

TEST_CASE("Requantization equals exact arithmetic on every small accumulator and shift") {
    for (std::int64_t acc = -600; acc <= 600; ++acc)
        for (int s = -4; s <= 12; ++s)
            for (const Interval clamp : {kWide, Interval{0, 255}, Interval{-128, 127}, Interval{3, 3}})
                REQUIRE(requantize(acc, s, clamp) == hashiflex::test::naive_requantize(acc, s, clamp));
}

TEST_CASE("Requantization equals exact arithmetic on large accumulators and all shifts a file may say") {
    std::mt19937_64 random(1);
    for (int trial = 0; trial < 200000; ++trial) {
        const int s = kLeastShift + static_cast<int>(random() % (kMostShift - kLeastShift + 1));
        const auto acc = static_cast<std::int64_t>(random()) >> (2 + random() % 62);
        const Interval clamp = random() % 2 == 0 ? Interval{0, 255} : Interval{-32768, 32767};
        INFO("acc " << acc << " shift " << s);
        REQUIRE(requantize(acc, s, clamp) == hashiflex::test::naive_requantize(acc, s, clamp));
    }
}
