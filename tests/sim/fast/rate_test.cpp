// SPDX-License-Identifier: Apache-2.0
// Does a run that saw another rate than the recurrence knows end with a sentence that says so?
#include "sim/fast/rate.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using Catch::Matchers::Message;

namespace {

Measured seen(std::optional<Rational> cycles, std::size_t images) {
    Measured measured;
    measured.cycles_per_image = cycles;
    measured.images.resize(images);
    return measured;
}

core::Rate none(const std::string& why) {
    core::Rate rate;
    rate.unknown = why;
    return rate;
}

}  // namespace

TEST_CASE("a run takes the rate of its design, whether it saw it or not") {
    for (const auto& saw : {std::optional<Rational>(), std::optional<Rational>(Rational{33, 2})}) {
        Measured measured = seen(saw, 30);
        take_rate(measured, {66, 4, true, false, ""});
        REQUIRE(measured.cycles_per_image);
        CHECK(measured.cycles_per_image->numerator == 33);
        CHECK(measured.cycles_per_image->denominator == 2);
        CHECK(measured.rate_in_run);
    }
}

TEST_CASE("a rate that differs from what SystemC saw is a fault of the simulator") {
    Measured other = seen(Rational{17, 1}, 30);
    CHECK_THROWS_MATCHES(take_rate(other, {33, 2, true, false, ""}), std::runtime_error,
                         Message("a fault of the simulator: SystemC saw 17 cycles per image, the recurrence 33/2"));
    CHECK_THROWS_MATCHES(
        take_rate(other, none("deadlock: x")), std::runtime_error,
        Message("a fault of the simulator: SystemC saw 17 cycles per image, the recurrence none: deadlock: x"));
}

TEST_CASE("what comes back after the images that the recurrence looks at, is unknown to every run") {
    Measured bound = seen(Rational{17, 1}, 4096), beyond = seen(Rational{17, 1}, 4097);
    CHECK_THROWS(take_rate(bound, none("too long")));
    take_rate(beyond, none("too long"));
    CHECK_FALSE(beyond.cycles_per_image);
    CHECK(beyond.cycles_per_image_reason == "too long");
}
