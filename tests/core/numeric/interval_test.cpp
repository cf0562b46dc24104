// SPDX-License-Identifier: Apache-2.0
// Are intervals exact, widths minimal, and is everything beyond 62 bits an error?
#include "modules/core/numeric/interval.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

using namespace hashiflex::core;

namespace {

constexpr std::int64_t kMost = std::int64_t{1} << 62;

// Can `bits` wires carry every value from lo to hi?
bool fits(std::int64_t lo, std::int64_t hi, int bits) {
    const std::int64_t span = std::int64_t{1} << bits;
    return lo >= 0 ? hi < span : bits > 0 && lo >= -span / 2 && hi < span / 2;
}

// Both ends of all results of `op` on a value of each interval.
template <typename Op>
Interval by_trying(Interval a, Interval b, Op op) {
    Interval range{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
    for (auto x = a.lo; x <= a.hi; ++x)
        for (auto y = b.lo; y <= b.hi; ++y) {
            range.lo = std::min(range.lo, op(x, y));
            range.hi = std::max(range.hi, op(x, y));
        }
    return range;
}

}  // namespace

TEST_CASE("Width is the fewest wires that carry the interval") {
    for (std::int64_t lo = -70; lo <= 70; ++lo)
        for (std::int64_t hi = lo; hi <= 70; ++hi) {
            const int bits = width({lo, hi});
            INFO(lo << " to " << hi << ": " << bits);
            REQUIRE(fits(lo, hi, bits));
            REQUIRE((bits == 0 || !fits(lo, hi, bits - 1)));
        }
}

TEST_CASE("Width at the ends of the number range") {
    CHECK(width({0, 0}) == 0);
    CHECK(width({-1, 0}) == 1);
    CHECK(width({-1, -1}) == 1);
    CHECK(width({0, kMost - 1}) == 62);
    CHECK(width({0, kMost}) == 63);
    CHECK(width({-kMost, 0}) == 63);
    CHECK(width({-kMost, kMost}) == 64);
}

TEST_CASE("Interval arithmetic is exact and tight") {
    const Interval cases[] = {{0, 0}, {-3, 5}, {2, 4}, {-6, -1}, {-1, 0}};
    for (const auto a : cases)
        for (const auto b : cases) {
            CHECK(add(a, b) == by_trying(a, b, [](auto x, auto y) { return x + y; }));
            CHECK(subtract(a, b) == by_trying(a, b, [](auto x, auto y) { return x - y; }));
            CHECK(hull(a, b) == Interval{std::min(a.lo, b.lo), std::max(a.hi, b.hi)});
            for (const std::int64_t factor : {-7, -1, 0, 1, 3})
                CHECK(scale(a, factor) == by_trying(a, {0, 0}, [&](auto x, auto) { return x * factor; }));
            CHECK(shift_left(a, 5) == by_trying(a, {0, 0}, [](auto x, auto) { return x * 32; }));
        }
}

TEST_CASE("Bounds up to 2^62 are kept, one more is an error") {
    const Interval most{-kMost, kMost};
    CHECK(add({-kMost + 1, kMost - 1}, {-1, 1}) == most);
    CHECK(subtract({-kMost + 1, kMost - 1}, {-1, 1}) == most);
    CHECK(scale({-kMost / 2, kMost / 2}, -2) == most);
    CHECK(shift_left({-1, 1}, 62) == most);
    CHECK(shift_left({0, 0}, 62) == Interval{0, 0});
    CHECK_THROWS_AS(add(most, {0, 1}), std::overflow_error);
    CHECK_THROWS_AS(add(most, {-1, 0}), std::overflow_error);
    CHECK_THROWS_AS(subtract(most, {0, 1}), std::overflow_error);
    CHECK_THROWS_AS(subtract(most, {-1, 0}), std::overflow_error);
    CHECK_THROWS_AS(scale({0, kMost / 2 + 1}, 2), std::overflow_error);
    CHECK_THROWS_AS(scale({0, kMost}, kMost), std::overflow_error);
    CHECK_THROWS_AS(shift_left({0, 2}, 62), std::overflow_error);
    CHECK_THROWS_WITH(shift_left({0, 1}, 63), Catch::Contains("63"));
}
