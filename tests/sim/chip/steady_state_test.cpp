// SPDX-License-Identifier: Apache-2.0
// Is the period of a chip's states found, however late it begins and however long it is?
#include "sim/chip/steady_state.h"

#include <catch2/catch.hpp>

#include <cstdint>
#include <vector>

using namespace hashiflex;

namespace {

struct Course {
    std::uint64_t images_before;  // no state comes back
    std::uint64_t period;         // images
};

// Images take 10 cycles each before the period, and 3, 4, 5, 3, 4, 5, ... within it.
std::uint64_t cycles_of(const Course& course, std::uint64_t image) {
    return image < course.images_before ? 10 : 3 + (image - course.images_before) % course.period % 3;
}

std::vector<std::int64_t> state_of(const Course& course, std::uint64_t image) {
    if (image < course.images_before) return {-1, static_cast<std::int64_t>(image)};
    return {1, static_cast<std::int64_t>((image - course.images_before) % course.period)};
}

// The image that told the period; `images`: none of so many did.
std::uint64_t found_at(const Course& course, std::uint64_t images, SteadyState& steady) {
    std::uint64_t cycle = 0;
    for (std::uint64_t image = 0; image < images; ++image) {
        cycle += cycles_of(course, image);
        steady.observe(image, cycle, state_of(course, image));
        if (steady.cycles_per_image()) return image;
    }
    return images;
}

}  // namespace

TEST_CASE("a period is found, and its rate is exact, wherever it begins") {
    for (const Course course : {Course{0, 1}, Course{5, 6}, Course{2040, 9}, Course{2047, 1}, Course{2048, 1},
                                Course{2049, 6}, Course{2500, 3}, Course{5000, 9}, Course{100, 3000}}) {
        INFO(course.images_before << " images, then every " << course.period);
        SteadyState steady;
        const std::uint64_t images = 4 * (course.images_before + course.period) + 10000;
        const std::uint64_t found = found_at(course, images, steady);
        REQUIRE(found < images);
        // Not before the state was there twice; at once as long as all states are kept.
        CHECK(found >= course.images_before + course.period);
        if (course.images_before + course.period <= 2048) CHECK(found == course.images_before + course.period);
        std::int64_t cycles = 0;
        for (std::uint64_t i = 0; i < course.period; ++i) cycles += 3 + static_cast<std::int64_t>(i % 3);
        const Rational rate = *steady.cycles_per_image();
        CHECK(rate.numerator * static_cast<std::int64_t>(course.period) == cycles * rate.denominator);
    }
}

TEST_CASE("without a period nothing is found") {
    SteadyState steady;
    CHECK(found_at({20000, 1}, 20000, steady) == 20000);
}
