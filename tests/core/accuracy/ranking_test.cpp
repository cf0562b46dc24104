// SPDX-License-Identifier: Apache-2.0
// Do the best classes come in order, the lowest index first where scores are equal, and agree with the chip's class?
#include "modules/core/accuracy/ranking.h"

#include "modules/core/network/evaluate.h"

#include <catch2/catch.hpp>

#include <random>

using namespace hashiflex::core;

TEST_CASE("equal scores go to the lowest index") {
    CHECK(best_classes<int>({3, 9, 3, 9, 1, 3}, 5) == std::vector<int>{1, 3, 0, 2, 5});
    CHECK(best_classes<int>({0, 0, 0}, 5) == std::vector<int>{0, 1, 2});
    CHECK(best_classes<double>({-1.5, -0.5}, 1) == std::vector<int>{1});
}

TEST_CASE("the first is the class that the chip says") {
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
        std::vector<std::int32_t> sums(7);
        std::vector<std::uint16_t> multiplier(round % 2 == 0 ? 0 : 7);
        for (auto& sum : sums) sum = static_cast<std::int32_t>(random() % 7) - 3;
        for (auto& factor : multiplier) factor = static_cast<std::uint16_t>(random() % 3);
        CHECK(best_classes(scores_of(sums, multiplier), 5).front() == classify(sums.data(), 7, multiplier));
    }
    CHECK(scores_of({2147483647, -3}, {65535, 2}) == std::vector<std::int64_t>{140735340806145, -6});
}
