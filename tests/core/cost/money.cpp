// SPDX-License-Identifier: Apache-2.0
// Do dies, yield and masks come out as published, and is what hangs on a missing price unknown?
#include "modules/core/cost/money.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace hashiflex::core;

namespace {

Price known(double value) {
    return {value, "a test"};
}

// arXiv 2508.16151v2, 5 nm: a 300 mm wafer of 16,988 USD, 0.11 defects per cm2, a mask set of 30 M USD in 130 units (12
// EUV masks of weight 6 and 58 others), of which 10 carry weights.
Technology published() {
    Technology tech;
    tech.money = MoneyPrices{known(1), known(16988), known(300), known(0.11), known(30e6), known(10.0 / 130), known(5)};
    return tech;
}

constexpr double kPublishedUm2 = 827.08e6;

}  // namespace

TEST_CASE("a die costs what was published for one of 827 mm2 at 5 nm") {
    const Technology tech = published();
    const auto result = money(Quantity::known(kPublishedUm2), Quantity::known(kPublishedUm2), false, tech);
    CHECK(*result.die.mm2.value == Approx(827.08));
    CHECK(*result.die.per_wafer.value == 62);
    CHECK(*result.die.yield.value == Approx(0.4312).margin(5e-5));
    CHECK(*result.die.good_per_wafer.value == 27);
    CHECK(std::round(*result.die.usd.value) == 629);
    CHECK(*result.unit_usd.value == Approx(*result.die.usd.value + 5));
    CHECK(*result.weight_masks_usd.value / 1e6 == Approx(2.31).margin(5e-3));
}

TEST_CASE("cells fill a part of the die") {
    Technology tech = published();
    tech.money->utilization = known(0.5);
    CHECK(*die_mm2(Quantity::known(3e6), tech).value == 6);
    tech.money.reset();
    CHECK(*die_mm2(Quantity::known(3e6), tech).value == 3);
}

TEST_CASE("without defects every die is good") {
    Technology tech = published();
    tech.money->defects_per_cm2 = known(0);
    CHECK(*die_cost(Quantity::known(100), *tech.money).yield.value == 1);
}

TEST_CASE("an NPU is worth its silicon up to as many chips as one change of masks pays for") {
    const Technology tech = published();
    const auto result = money(Quantity::known(100e6), Quantity::known(50e6), true, tech);
    const double all = *die_cost(Quantity::known(100), *tech.money).usd.value;
    const double front = *die_cost(Quantity::known(50), *tech.money).usd.value;
    CHECK(*result.reprogram_usd.value == 0);
    CHECK(*result.npu_usd.value == Approx(all - front));
    CHECK(*result.break_even_chips.value == Approx(30e6 / 13 / (all - front)));
    CHECK(all > 2 * front);  // larger dies have more defects, and lose more at the edge

    const auto hardwired = money(Quantity::known(100e6), Quantity::known(50e6), false, tech);
    for (const auto& number : {hardwired.reprogram_usd, hardwired.npu_usd, hardwired.break_even_chips})
        CHECK(number.reason == "the design has no NPU");
}

TEST_CASE("a wafer that holds no good die has no price for one") {
    const Technology tech = published();
    const auto die = die_cost(Quantity::known(60000), *tech.money);
    CHECK(*die.per_wafer.value == 0);
    CHECK(die.usd.reason == "a wafer is not expected to hold a good die");
}

TEST_CASE("what hangs on a price that is missing is unknown, the rest is not") {
    Technology tech = published();
    tech.money->wafer_usd = {std::nullopt, "not published"};
    const auto result = money(Quantity::known(100e6), Quantity::known(50e6), true, tech);
    CHECK(result.die.yield.value);
    CHECK_FALSE(result.die.usd.value);
    CHECK(result.die.usd.reason.find("money.wafer_usd") != std::string::npos);
    CHECK_FALSE(result.break_even_chips.value);
    CHECK(*result.mask_set_usd.value == 30e6);
}
