// SPDX-License-Identifier: Apache-2.0
// Is the hardwired division by a count exact for every sum there can be, and as short as it claims?
#include "modules/core/graph/builders.h"
#include "tests/core/property.h"
#include "tests/core/random_operators.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

std::int64_t rounded(std::int64_t sum, std::int64_t count) {
    return static_cast<std::int64_t>(floor_division(2 * sum + count, 2 * count));
}

// floor((sum * multiplier + constant) / 2^shift).
std::int64_t hardwired(std::int64_t sum, const AverageRounding& by) {
    return static_cast<std::int64_t>(floor_division(Wide{sum} * by.multiplier + by.constant, Wide{1} << by.shift));
}

}  // namespace

TEST_CASE("Average rounding is exact for every sum of 8-bit values, signed and not, up to 100 taps") {
    for (std::int64_t count = 1; count <= 100; ++count)
        for (const Interval tap : {Interval{0, 255}, Interval{-128, 127}, Interval{-255, 0}, Interval{7, 9}}) {
            const Interval range{tap.lo * count, tap.hi * count};
            const auto by = average_rounding(count, range);
            std::int64_t wrong = 0;
            for (auto sum = range.lo; sum <= range.hi; ++sum) wrong += hardwired(sum, by) != rounded(sum, count);
            INFO("count " << count << " taps from " << tap.lo << " to " << tap.hi);
            REQUIRE(wrong == 0);
        }
}

TEST_CASE("A power of two needs only a shift") {
    for (int shift = 0; shift <= 12; ++shift) {
        const auto by = average_rounding(std::int64_t{1} << shift, {-1000000, 1000000});
        CHECK(by.multiplier == 1);
        CHECK(by.shift == shift);
        CHECK(by.constant == (shift == 0 ? 0 : 1 << (shift - 1)));
    }
}

TEST_CASE("Average rounding is exact at the ends of wide ranges") {
    CHECK(holds("any count, any range", [] {
        const std::int64_t count = *rc::gen::inRange(1, 20000);
        const std::int64_t lo = *rc::gen::inRange(-40000, 1) * count;
        const Interval range{lo, lo + *rc::gen::inRange(0, 60000) * count};
        const auto by = average_rounding(count, range);
        for (std::int64_t step = 0; step <= 2000;
             ++step)  // both ends, and the boundaries between quotients in the middle
            for (const auto sum :
                 {range.lo + step, range.hi - step, (range.lo + range.hi) / 2 / count * count + count / 2 + step % 3})
                if (sum >= range.lo && sum <= range.hi) RC_ASSERT(hardwired(sum, by) == rounded(sum, count));
    }));
}

TEST_CASE("The multiplier is no wider than the bound of Granlund and Montgomery") {
    for (std::int64_t count = 3; count <= 100; ++count)
        for (const Interval tap : {Interval{0, 255}, Interval{-128, 127}}) {
            const auto by = average_rounding(count, {tap.lo * count, tap.hi * count});
            // Shifted to start at 0 by whole counts, no sum with its half reaches span + 2 counts.
            const int bound = width({0, (tap.hi - tap.lo + 2) * count}) + width({0, count});
            INFO("count " << count << ": " << by.multiplier << " >> " << by.shift);
            CHECK(by.shift <= bound);
            CHECK(by.multiplier * count >= (std::int64_t{1} << by.shift) - count);
            CHECK(by.multiplier * count <= (std::int64_t{1} << by.shift) + count);
        }
}

TEST_CASE("The graphs of average pools are the average") {
    Random random(6);
    for (int trial = 0; trial < 200; ++trial) {
        Pool pool;
        pool.kind = PoolKind::average;
        pool.window.kernel_h = random.between(1, 5);
        pool.window.kernel_w = random.between(1, 5);
        pool.in = {pool.window.kernel_h, pool.window.kernel_w, 1};
        pool.out = {1, 1, 1};
        const Interval range = random.chance(50) ? Interval{0, 255} : Interval{-200, 100};
        const Tensor map = random_tensor(random, pool.in, range);
        const std::int64_t taps = pool.window.taps();
        const int shift = average_rounding(taps, {range.lo * taps, range.hi * taps}).shift;
        const Tensor expected = naive(pool, {map});
        std::int64_t sum = 0;
        for (const auto value : map) sum += value;
        const std::vector<std::int64_t> inputs(map.begin(), map.end());
        const auto windowed = evaluate(average_pool_graph(pool, range), inputs).at(0);
        const auto whole = evaluate(global_average_graph({PoolKind::average, pool.in}, range), {sum}).at(0);
        REQUIRE(floor_division(windowed, Wide{1} << shift) == expected[0]);
        REQUIRE(floor_division(whole, Wide{1} << shift) == expected[0]);
    }
}
