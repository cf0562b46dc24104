// SPDX-License-Identifier: Apache-2.0
// Are windows and shapes those of TensorFlow's SAME and VALID, and of explicit pads?
#include "modules/core/network/shapes.h"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace hashiflex::core;

namespace {

Padding same(PaddingMode mode) {
    Padding padding;
    padding.mode = mode;
    return padding;
}

}  // namespace

TEST_CASE("SAME padding by hand") {
    struct Case {
        int in, kernel, stride, before, after;
    };
    // before and after of same_upper
    for (const Case c : {Case{224, 3, 2, 0, 1}, Case{5, 3, 2, 1, 1}, Case{6, 3, 1, 1, 1}, Case{7, 2, 1, 0, 1},
                         Case{7, 4, 1, 1, 2}, Case{4, 1, 2, 0, 0}, Case{5, 5, 3, 1, 2}, Case{1, 3, 1, 1, 1}}) {
        const Shape in{c.in, c.in, 1};
        const Window upper = make_window({c.kernel, c.kernel}, {c.stride, c.stride}, same(PaddingMode::same_upper), in);
        const Window lower = make_window({c.kernel, c.kernel}, {c.stride, c.stride}, same(PaddingMode::same_lower), in);
        INFO(c.in << " kernel " << c.kernel << " stride " << c.stride);
        CHECK(upper.pad_top == c.before);
        CHECK(upper.pad_bottom == c.after);
        CHECK(upper.pad_left == c.before);
        CHECK(upper.pad_right == c.after);
        CHECK(lower.pad_top == c.after);
        CHECK(lower.pad_bottom == c.before);
        CHECK(lower.pad_left == c.after);
        CHECK(lower.pad_right == c.before);
    }
}

TEST_CASE("A SAME map is ceil(in / stride), whatever the kernel") {
    for (int in = 1; in <= 12; ++in)
        for (int kernel = 1; kernel <= 5; ++kernel)
            for (int stride = 1; stride <= 4; ++stride)
                for (const auto mode : {PaddingMode::same_upper, PaddingMode::same_lower}) {
                    const Shape shape{in, in + 1, 3};
                    const Window window = make_window({kernel, kernel}, {stride, stride}, same(mode), shape);
                    INFO(in << " kernel " << kernel << " stride " << stride);
                    REQUIRE(windowed_shape(window, shape, 7) ==
                            Shape{(in + stride - 1) / stride, (in + stride) / stride, 7});
                }
}

TEST_CASE("VALID and explicit maps count the windows that fit") {
    for (int in = 1; in <= 9; ++in)
        for (int kernel = 1; kernel <= 4; ++kernel)
            for (int stride = 1; stride <= 3; ++stride)
                for (int pads = 0; pads < 2 * kernel - 1; ++pads) {
                    Padding padding;
                    padding.mode = pads == 0 ? PaddingMode::valid : PaddingMode::explicit_pads;
                    padding.top = padding.right = pads / 2;
                    padding.bottom = padding.left = pads - pads / 2;
                    const Shape shape{in, in, 1};
                    if (pads - pads / 2 >= kernel || in + pads < kernel) continue;
                    int windows = 0;
                    for (int first = 0; first + kernel <= in + pads; first += stride) ++windows;
                    const Window window = make_window({kernel, kernel}, {stride, stride}, padding, shape);
                    REQUIRE(window.pad_top == pads / 2);
                    REQUIRE(window.pad_left == pads - pads / 2);
                    REQUIRE(windowed_shape(window, shape, 2) == Shape{windows, windows, 2});
                }
}

TEST_CASE("Kernels that do not fit and pads that hold one are refused by name") {
    const Shape in{3, 8, 1};
    CHECK_THROWS_WITH(make_window({4, 1}, {1, 1}, {}, in), Catch::Contains("4") && Catch::Contains("height of 3"));
    CHECK_THROWS_WITH(make_window({1, 9}, {1, 1}, {}, in), Catch::Contains("9") && Catch::Contains("width of 8"));
    Padding padding;
    padding.mode = PaddingMode::explicit_pads;
    padding.bottom = 2;
    CHECK_THROWS_WITH(make_window({2, 2}, {1, 1}, padding, in), Catch::Contains("2") && Catch::Contains("height"));
    padding.bottom = 1;
    CHECK_NOTHROW(make_window({2, 2}, {1, 1}, padding, in));
    padding.left = 3;
    CHECK_THROWS_WITH(make_window({2, 2}, {1, 1}, padding, in), Catch::Contains("3") && Catch::Contains("width"));
    CHECK(to_string({8, 9, 16}) == "8x9x16");
}
