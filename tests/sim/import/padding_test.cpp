// SPDX-License-Identifier: Apache-2.0
// Padding that no window can take becomes a stage of its own: wires and zeros.
#include "tests/sim/import/check_import.h"

#include <catch2/catch.hpp>

namespace hashiflex::test {
namespace {

using Ints = std::vector<std::int64_t>;

std::string conv(OnnxModel& m, const std::string& x, const Ints& shape, const Ints& pads) {
    return m.node("Conv", {x, m.random(shape), m.random({shape[0]})}, {{"pads", pads}});
}

TEST_CASE("import: zeros before a MaxPool of what may be negative count in its maxima") {
    OnnxModel m;  // tiny YOLO: a pool of stride 1 behind a leaky activation
    auto x = conv(m, m.input("x", {1, 3, 5, 6}), {2, 3, 3, 3}, {1, 1, 1, 1});
    x = m.node("Pad", {x, m.integers({0, 0, 0, 0, 0, 0, 1, 1})});
    m.output(m.node("MaxPool", {x}, {{"kernel_shape", Ints{2, 2}}}));
    CHECK(kinds(check_import(m)) == "conv, depthwise, pool");

    OnnxModel uneven;
    x = conv(uneven, uneven.input("x", {1, 3, 5, 6}), {2, 3, 3, 3}, {1, 1, 1, 1});
    x = uneven.node("Pad", {x, uneven.integers({0, 0, 2, 0, 0, 0, 1, 3})});
    uneven.output(uneven.node("MaxPool", {x}, {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}}));
    check_import(uneven);
}

TEST_CASE("import: a convolution with more padding than its kernel: zeros of their own") {
    OnnxModel m;
    auto x = conv(m, m.input("x", {1, 3, 5, 6}), {4, 3, 3, 3}, {0, 0, 0, 0});
    m.output(conv(m, m.node("Relu", {x}), {2, 4, 1, 1}, {1, 1, 1, 1}));
    CHECK(kinds(check_import(m)) == "conv relu, depthwise, conv");

    OnnxModel input;
    input.output(conv(input, input.input("x", {1, 3, 5, 6}), {4, 3, 1, 1}, {2, 0, 0, 1}));
    CHECK(kinds(check_import(input)) == "depthwise, depthwise, conv");  // the pixels' scale, too

    OnnxModel last;  // nothing reads it
    x = conv(last, last.input("x", {1, 3, 5, 6}), {2, 3, 3, 3}, {0, 0, 0, 0});
    last.output(last.node("Pad", {x, last.integers({0, 0, 1, 0, 0, 0, 0, 2})}));
    check_import(last);
}

TEST_CASE("import: padding that no window of the chip reaches over is refused") {
    OnnxModel wide;
    wide.output(conv(wide, wide.input("x", {1, 3, 5, 6}), {4, 3, 1, 1}, {40, 0, 40, 0}));
    CHECK_THAT(refusal(wide), Catch::Contains("its padding is 80 rows or columns"));

    OnnxModel pool;
    pool.output(pool.node("MaxPool", {pool.input("x", {1, 3, 5, 6})},
                          {{"kernel_shape", Ints{2, 2}}, {"pads", Ints{2, 0, 0, 0}}}));
    CHECK_THAT(refusal(pool), Catch::Contains("its padding is as large as its kernel"));

    OnnxModel value;
    auto x = conv(value, value.input("x", {1, 3, 5, 6}), {2, 3, 3, 3}, {0, 0, 0, 0});
    x = value.node("Pad", {x, value.integers({0, 0, 1, 1, 0, 0, 1, 1}), value.reals({}, {1.5F})});
    value.output(conv(value, x, {2, 2, 3, 3}, {0, 0, 0, 0}));
    CHECK_THAT(refusal(value), Catch::Contains("it pads with 1.5"));
}

}  // namespace
}  // namespace hashiflex::test
