// SPDX-License-Identifier: Apache-2.0
// Pareto sets and hypervolumes against their definitions, tried on every pair and every unit cell.
#include "sim/html/pareto.h"

#include "tests/core/property.h"

#include <catch2/catch.hpp>

#include <array>

using namespace hashiflex;
using hashiflex::test::holds;

namespace {

constexpr int kSide = 6;  // coordinates are 0..kSide: many ties, few cells

struct Set {
    std::vector<Objectives> points;
    Directions better;
};

Set random_set(std::size_t objectives) {
    Set set;
    for (std::size_t i = 0; i < objectives; ++i)
        set.better.push_back(*rc::gen::arbitrary<bool>() ? Better::larger : Better::smaller);
    const int size = *rc::gen::inRange(1, 25);
    for (int p = 0; p < size; ++p) {
        Objectives point;
        for (std::size_t i = 0; i < objectives; ++i) point.push_back(*rc::gen::inRange(0, kSide + 1));
        set.points.push_back(point);
    }
    return set;
}

bool at_least_as_good(double a, double b, Better better) {
    return better == Better::larger ? a >= b : a <= b;
}

// By definition: nobody is at least as good everywhere and better somewhere.
std::vector<std::size_t> naive_set(const Set& set) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < set.points.size(); ++i) {
        bool beaten = false;
        for (const auto& other : set.points) {
            bool as_good = true, better = false;
            for (std::size_t k = 0; k < set.better.size(); ++k) {
                as_good = as_good && at_least_as_good(other[k], set.points[i][k], set.better[k]);
                better = better || !at_least_as_good(set.points[i][k], other[k], set.better[k]);
            }
            beaten = beaten || (as_good && better);
        }
        if (!beaten) members.push_back(i);
    }
    return members;
}

// Counts the unit cells that lie between a point and the reference.
int naive_volume(const Set& set, const Objectives& reference) {
    std::size_t cells = 1;
    for (std::size_t k = 0; k < set.better.size(); ++k) cells *= kSide;
    int volume = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const auto covers = [&](const Objectives& point) {
            std::size_t rest = cell;
            for (std::size_t k = 0; k < point.size(); ++k) {
                const double middle = static_cast<double>(rest % kSide) + 0.5;
                rest /= kSide;
                if (!at_least_as_good(point[k], middle, set.better[k])) return false;
                if (!at_least_as_good(middle, reference[k], set.better[k])) return false;
            }
            return true;
        };
        for (const auto& point : set.points) {
            if (!covers(point)) continue;
            ++volume;
            break;
        }
    }
    return volume;
}

}  // namespace

TEST_CASE("the Pareto set is what the definition says") {
    for (const std::size_t objectives : {1, 2, 3, 4}) {
        CHECK(holds("set", [objectives] {
            const Set set = random_set(objectives);
            RC_ASSERT(pareto_set(set.points, set.better) == naive_set(set));
        }));
    }
}

TEST_CASE("the hypervolume is the number of unit cells covered") {
    for (const std::size_t objectives : {1, 2, 3, 4}) {
        CHECK(holds("volume", [objectives] {
            const Set set = random_set(objectives);
            const Objectives reference = worst_of(set.points, set.better);
            RC_ASSERT(hypervolume(set.points, reference, set.better) == naive_volume(set, reference));
        }));
        CHECK(holds("volume under any reference", [objectives] {
            const Set set = random_set(objectives);
            Objectives reference;
            for (std::size_t k = 0; k < objectives; ++k) reference.push_back(*rc::gen::inRange(0, kSide + 1));
            RC_ASSERT(hypervolume(set.points, reference, set.better) == naive_volume(set, reference));
        }));
    }
}

TEST_CASE("only the Pareto set makes the hypervolume") {
    CHECK(holds("volume of the set", [] {
        const Set set = random_set(3);
        const Objectives reference = worst_of(set.points, set.better);
        std::vector<Objectives> members;
        for (const std::size_t place : pareto_set(set.points, set.better)) members.push_back(set.points[place]);
        RC_ASSERT(hypervolume(members, reference, set.better) == hypervolume(set.points, reference, set.better));
    }));
}

TEST_CASE("equal points are in the Pareto set together") {
    const Directions better{Better::larger, Better::smaller};
    CHECK(pareto_set({{2, 1}, {1, 1}, {2, 1}}, better) == std::vector<std::size_t>{0, 2});
    CHECK_FALSE(dominates({2, 1}, {2, 1}, better));
    CHECK(dominates({2, 1}, {1, 1}, better));
    CHECK_FALSE(dominates({2, 2}, {1, 1}, better));
}

TEST_CASE("worst and best are taken for each objective alone") {
    const Directions better{Better::larger, Better::smaller};
    CHECK(worst_of({{2, 5}, {1, 7}, {3, 6}}, better) == Objectives{1, 7});
    CHECK(best_of({{2, 5}, {1, 7}, {3, 6}}, better) == Objectives{3, 5});
}
