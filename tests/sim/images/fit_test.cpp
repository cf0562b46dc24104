// SPDX-License-Identifier: Apache-2.0
// Is a photograph cropped and resized as documented, to the last bit?
#include "sim/images/fit.h"

#include "tests/support/picture_files.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace hashiflex;
using namespace hashiflex::test;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes fitted(const Picture& picture, const core::Shape& shape) {
    return fit(picture, shape).pixels;
}

// The same filter in floating point, one output pixel at a time, both axes together.
double filtered(const Picture& picture, const Fitting::Crop& crop, const core::Shape& shape, int y, int x, int c) {
    const auto weight = [](int i, int o, int in, int out) {
        const double scale = static_cast<double>(in) / out;
        return std::max(0.0, 1 - std::abs((i + 0.5) - (o + 0.5) * scale) / std::max(scale, 1.0));
    };
    double sum = 0, total = 0;
    for (int i = 0; i < crop.height; ++i)
        for (int j = 0; j < crop.width; ++j) {
            const double w = weight(i, y, crop.height, shape.height) * weight(j, x, crop.width, shape.width);
            const int at = ((crop.y + i) * picture.width + crop.x + j) * picture.channels + c;
            sum += w * picture.pixels[static_cast<std::size_t>(at)];
            total += w;
        }
    return sum / total;
}

}  // namespace

TEST_CASE("a picture of the right size is not touched") {
    for (const int channels : {1, 3}) {
        const Picture picture = gradient(12, 9, channels);
        const FittedPicture same = fit(picture, {9, 12, channels});
        CHECK(same.pixels == picture.pixels);
        CHECK(same.fitting.resize == "none");
        CHECK(same.fitting.channels == "as they are");
        CHECK((same.fitting.crop.width == 12 && same.fitting.crop.height == 9));
    }
}

TEST_CASE("the crop is centred and has the ratio of the network") {
    const auto crop = [](int width, int height, const core::Shape& shape) {
        const Fitting::Crop c = fit(gradient(width, height, 1), shape).fitting.crop;
        return std::vector<int>{c.x, c.y, c.width, c.height};
    };
    CHECK(crop(20, 10, {5, 5, 1}) == std::vector<int>{5, 0, 10, 10});
    CHECK(crop(10, 21, {5, 5, 1}) == std::vector<int>{0, 5, 10, 10});  // 11 rows too many: 5 above, 6 below
    CHECK(crop(30, 10, {4, 8, 1}) == std::vector<int>{5, 0, 20, 10});
    CHECK(crop(10, 30, {8, 4, 1}) == std::vector<int>{0, 5, 10, 20});
    CHECK(crop(7, 5, {3, 4, 1}) == std::vector<int>{0, 0, 6, 5});  // floor(5 * 4 / 3)
    CHECK(crop(1, 40, {1, 64, 1}) == std::vector<int>{0, 19, 1, 1});
}

TEST_CASE("only the crop decides") {
    Picture wide = gradient(20, 10, 3);
    const Bytes before = fitted(wide, {5, 5, 3});
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 20; ++x)
            if (x < 5 || x >= 15) wide.pixels[static_cast<std::size_t>((y * 20 + x) * 3)] = 255;
    CHECK(fitted(wide, {5, 5, 3}) == before);
}

TEST_CASE("hand-computed resizing") {
    // Twice as large: output pixels at -1/4, 1/4, 3/4, 5/4 of the input's centres.
    CHECK(fitted({2, 2, 1, {0, 100, 0, 100}}, {4, 4, 1}) ==
          Bytes{0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100});
    // Half as large: the weights of the four columns are 6, 6, 2, 0 and 0, 2, 6, 6; 70 * 6 / 14 = 30.
    CHECK(fitted({4, 4, 1, {0, 0, 0, 70, 0, 0, 0, 70, 0, 0, 0, 70, 0, 0, 0, 70}}, {2, 2, 1}) == Bytes{0, 30, 0, 30});
    // Half up: the mean of 0 and 1 is 1.
    CHECK(fitted({2, 2, 1, {0, 1, 0, 1}}, {1, 1, 1}) == Bytes{1});
}

TEST_CASE("resizing equals the filter in floating point") {
    std::mt19937 random(7);
    const auto number = [&](int lowest, int highest) {
        return lowest + static_cast<int>(random() % static_cast<unsigned>(highest - lowest + 1));
    };
    for (int run = 0; run < 60; ++run) {
        const int channels = number(0, 1) == 0 ? 1 : 3;
        Picture picture{number(1, 40), number(1, 40), channels, {}};
        picture.pixels.resize(static_cast<std::size_t>(picture.width * picture.height * channels));
        for (auto& pixel : picture.pixels) pixel = static_cast<std::uint8_t>(random());
        const core::Shape shape{number(1, 20), number(1, 20), channels};
        const FittedPicture result = fit(picture, shape);
        for (int y = 0; y < shape.height; ++y)
            for (int x = 0; x < shape.width; ++x)
                for (int c = 0; c < channels; ++c) {
                    const double exact = filtered(picture, result.fitting.crop, shape, y, x, c);
                    const int found = result.pixels[static_cast<std::size_t>((y * shape.width + x) * channels + c)];
                    INFO("run " << run << " at " << y << ", " << x << ", " << c);
                    REQUIRE(std::abs(found - exact) <= 0.5 + 1e-6);
                }
    }
}

TEST_CASE("channels are matched, or the network is refused") {
    CHECK(fitted({1, 1, 1, {9}}, {1, 1, 3}) == Bytes{9, 9, 9});
    CHECK(fitted({1, 1, 3, {255, 0, 0}}, {1, 1, 1}) == Bytes{77});   // 77 * 255 = 19635; + 128 = 77 * 256 + 51
    CHECK(fitted({1, 1, 3, {0, 255, 0}}, {1, 1, 1}) == Bytes{149});  // 150 * 255 + 128 = 149 * 256 + 234
    CHECK(fitted({1, 1, 3, {255, 255, 255}}, {1, 1, 1}) == Bytes{255});
    CHECK_THROWS_WITH(fitted({1, 1, 3, {0, 0, 0}}, {1, 1, 2}), Catch::Contains("2 channels"));
}

TEST_CASE("the largest picture does not overflow") {
    const int side = 8192;
    const Picture white{side, side, 1, Bytes(static_cast<std::size_t>(side) * side, 255)};
    CHECK(fitted(white, {1, 1, 1}) == Bytes{255});
    CHECK(fitted(white, {3, 3, 1}) == Bytes(9, 255));
}
