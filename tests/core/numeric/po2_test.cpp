// SPDX-License-Identifier: Apache-2.0
// Are the signed powers of two of a weight its sum, allowed, and the fewest?
#include "modules/core/numeric/po2.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <deque>
#include <map>
#include <stdexcept>

using namespace hashiflex::core;

namespace {

std::int64_t sum_of(const std::vector<Po2Term>& terms) {
    std::int64_t sum = 0;
    for (const auto& term : terms) sum += (term.negative ? -1 : 1) * (std::int64_t{1} << term.exponent);
    return sum;
}

// The fewest terms of every value up to `most`, by breadth-first search from 0. Ways through values beyond 2 * most are
// never shorter: terms can be added in an order that stays within one power of the way.
std::map<std::int64_t, std::size_t> fewest_terms(int levels, std::int64_t most) {
    const std::int64_t bound = 2 * most + (std::int64_t{2} << levels);
    std::map<std::int64_t, std::size_t> fewest{{0, 0}};
    std::deque<std::int64_t> open{0};
    while (!open.empty()) {
        const std::int64_t value = open.front();
        open.pop_front();
        for (int exponent = 0; exponent < levels; ++exponent)
            for (const std::int64_t sign : {-1, 1}) {
                const std::int64_t next = value + sign * (std::int64_t{1} << exponent);
                if (std::abs(next) > bound || fewest.count(next) != 0) continue;
                fewest[next] = fewest[value] + 1;
                open.push_back(next);
            }
    }
    return fewest;
}

}  // namespace

TEST_CASE("Every 8-bit integer is a sum of at most four signed powers below 2^8") {
    for (int value = -128; value <= 127; ++value) {
        const auto terms = decompose(value, 8);
        INFO(value);
        REQUIRE(sum_of(terms) == value);
        REQUIRE(terms.size() <= 4);
    }
    CHECK(decompose(0, 8).empty());
    CHECK(decompose(85, 8).size() == 4);  // 01010101 has no runs to save on
}

TEST_CASE("A decomposition keeps to its levels, in order, and no other is shorter") {
    for (int levels = 1; levels <= 9; ++levels) {
        const std::int64_t most = std::int64_t{4} << (levels - 1);
        const auto fewest = fewest_terms(levels, most);
        for (std::int64_t value = -most; value <= most; ++value) {
            const auto terms = decompose(value, levels);
            INFO(value << " with " << levels << " levels");
            REQUIRE(sum_of(terms) == value);
            REQUIRE(terms.size() == fewest.at(value));
            for (std::size_t i = 0; i < terms.size(); ++i) {
                REQUIRE(terms[i].exponent >= 0);
                REQUIRE(terms[i].exponent < levels);
                REQUIRE((i == 0 || terms[i - 1].exponent <= terms[i].exponent));
            }
        }
    }
}

TEST_CASE("A single power has one term at every level") {
    for (int levels = 1; levels <= kMaxLevels; ++levels)
        for (int exponent = 0; exponent < levels; ++exponent)
            for (const std::int64_t sign : {-1, 1}) {
                const auto terms = decompose(sign * (std::int64_t{1} << exponent), levels);
                REQUIRE(terms.size() == 1);
                REQUIRE(terms[0].exponent == exponent);
                REQUIRE(terms[0].negative == (sign < 0));
            }
}

TEST_CASE("With levels to spare no two digits are neighbours: the canonical form") {
    for (std::int64_t value = -2000; value <= 2000; ++value) {
        const auto terms = decompose(value, 14);
        INFO(value);
        for (std::size_t i = 1; i < terms.size(); ++i) REQUIRE(terms[i].exponent >= terms[i - 1].exponent + 2);
    }
}

TEST_CASE("Large values decompose exactly") {
    for (const std::int64_t value : {std::int64_t{0x2aaaaaaaaaaaaaaa}, -std::int64_t{0x1555555555555555},
                                     std::int64_t{0x0123456789abcdef}, (std::int64_t{1} << 61) - 1})
        CHECK(sum_of(decompose(value, kMaxLevels)) == value);
    CHECK(decompose((std::int64_t{1} << 61) - 1, kMaxLevels).size() == 2);
}

TEST_CASE("Levels and values out of bounds are refused with the value") {
    CHECK_THROWS_WITH(decompose(1, 0), Catch::Contains("levels") && Catch::Contains("0"));
    CHECK_THROWS_WITH(decompose(1, 63), Catch::Contains("63"));
    CHECK_THROWS_AS(decompose(1, -1), std::invalid_argument);
    CHECK_THROWS_WITH(decompose(1000, 1), Catch::Contains("1000"));
    CHECK(decompose(-5, 1).size() == 5);  // the largest power may repeat
}
