// SPDX-License-Identifier: Apache-2.0
// Are intervals those that are published for this method?
#include "modules/core/accuracy/wilson.h"

#include <catch2/catch.hpp>

using hashiflex::core::wilson95;

TEST_CASE("intervals are those of the literature") {
    // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998, table
    // I, method 3: four digits.
    struct Published {
        int hits, of;
        double low, high;
    };
    for (const auto& row : {Published{81, 263, 0.2553, 0.3662}, Published{15, 148, 0.0624, 0.1605},
                            Published{0, 20, 0, 0.1611}, Published{1, 29, 0.0061, 0.1718}}) {
        INFO(row.hits << " of " << row.of);
        const auto interval = wilson95(static_cast<std::uint64_t>(row.hits), static_cast<std::uint64_t>(row.of));
        CHECK(interval.low == Approx(row.low).margin(0.00005));
        CHECK(interval.high == Approx(row.high).margin(0.00005));
    }
}

TEST_CASE("nothing and all have an end of the range, and mirror each other") {
    CHECK(wilson95(0, 10).low == 0);
    CHECK(wilson95(10, 10).high == 1);
    CHECK(wilson95(10, 10).low == Approx(1 - 3.841458820694124 / 13.841458820694124));  // z^2 / (n + z^2)
    for (unsigned hits = 0; hits <= 7; ++hits) CHECK(wilson95(hits, 7).low == Approx(1 - wilson95(7 - hits, 7).high));
}
