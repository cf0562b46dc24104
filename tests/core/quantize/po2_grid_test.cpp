// SPDX-License-Identifier: Apache-2.0
// Is the nearest sum of powers of two the nearest of all that can be written down?
#include "modules/core/quantize/po2_grid.h"

#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace hashiflex;
using namespace hashiflex::test;
using core::Distance;
using core::Po2Grid;

namespace {

// Every choice of terms, one after another.
void all_sums(int levels, int terms, int sum, std::set<int>& found) {
    found.insert(sum);
    if (terms == 0) return;
    for (int exponent = 0; exponent < levels; ++exponent)
        for (const int sign : {-1, 1}) all_sums(levels, terms - 1, sum + sign * (1 << exponent), found);
}

int nearest_of(const std::set<int>& values, double wanted) {
    int best = 0;
    for (const int value : values) {
        const double distance = std::fabs(value - wanted), least = std::fabs(best - wanted);
        if (distance < least || (distance == least && std::abs(value) > std::abs(best))) best = value;
    }
    return best;
}

}  // namespace

TEST_CASE("the grid holds all sums of powers, and the nearest is the nearest") {
    Random random(3);
    for (int levels = 1; levels <= 6; ++levels)
        for (int terms = 1; terms <= 3; ++terms) {
            std::set<int> sums;
            all_sums(levels, terms, 0, sums);
            const Po2Grid grid(levels, terms);
            std::set<int> found;
            for (const int magnitude : grid.magnitudes()) found.insert({magnitude, -magnitude});
            REQUIRE(found == sums);
            for (int n = 0; n < 500; ++n) {
                // Quarters: ties happen.
                const double wanted = random.between(-40 * terms, 40 * terms) * (1 << levels) / 128.0;
                INFO(levels << " levels, " << terms << " terms, " << wanted);
                REQUIRE(grid.nearest(wanted) == nearest_of(sums, wanted));
            }
        }
}

TEST_CASE("by ratio, the border of two powers is their geometric mean") {
    const Po2Grid grid(4, 1);  // 0, 1, 2, 4, 8
    CHECK(grid.nearest(2.82, Distance::log) == 2);
    CHECK(grid.nearest(2.83, Distance::log) == 4);  // sqrt(8) = 2.828
    CHECK(grid.nearest(-2.83, Distance::log) == -4);
    CHECK(grid.nearest(2.83) == 2);
    CHECK(grid.nearest(0.49, Distance::log) == 0);
    CHECK(grid.nearest(0.5, Distance::log) == 1);
    CHECK(grid.nearest(1000, Distance::log) == 8);
    CHECK(grid.nearest(-1e300) == -8);
}
