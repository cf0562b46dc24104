// SPDX-License-Identifier: Apache-2.0
// Is the rate that an NPU costs priced as said, and null where nothing is lost?
#include "modules/core/cost/lost_rate.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;

TEST_CASE("the rate that an NPU costs, in dies that serve for some years, against masks for a hardwired last layer") {
    Money chip;
    chip.die.usd = Quantity::known(31557.6);  // 1 USD for each 1000 s of a year
    chip.weight_masks_usd = Quantity::known(1e6);
    // An image takes 2 s instead of 1.5 s: 0.0005 USD of a chip that serves for one year.
    const auto lost = lost_rate(chip, Quantity::known(0.5), Quantity::known(1 / 1.5), 1);
    CHECK(*lost.usd_per_image.value == Approx(0.0005));
    CHECK(*lost.new_chip_usd.value == Approx(1031557.6));
    CHECK(*lost.break_even_images.value == Approx(1031557.6 / 0.0005));
    CHECK(*lost.break_even_lives.value == Approx(1031557.6 / 0.0005 * 2 / 31557600.0));
    CHECK(*lost_rate(chip, Quantity::known(0.5), Quantity::known(1 / 1.5), 4).usd_per_image.value == Approx(0.000125));

    const auto nothing = lost_rate(chip, Quantity::known(0.5), Quantity::known(0.5), 1);
    CHECK(*nothing.usd_per_image.value == 0);
    CHECK(nothing.break_even_images.reason == "the NPU is as fast as the layers before it");
    CHECK(nothing.break_even_lives.reason == nothing.break_even_images.reason);
}
