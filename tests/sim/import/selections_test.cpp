// SPDX-License-Identifier: Apache-2.0
// Operators that move channels or pixels: shuffles, splits, slices, zeros beside channels.
#include "tests/sim/import/check_import.h"

#include <catch2/catch.hpp>

namespace hashiflex::test {
namespace {

using Catch::Contains;
using Ints = std::vector<std::int64_t>;

std::string conv(OnnxModel& m, const std::string& x, std::int64_t in, std::int64_t out, std::int64_t kernel = 1,
                 std::int64_t groups = 1) {
    const std::int64_t pad = kernel / 2;
    return m.node("Conv", {x, m.random({out, in / groups, kernel, kernel}), m.random({out})},
                  {{"pads", Ints{pad, pad, pad, pad}}, {"group", groups}});
}

std::string shuffled(OnnxModel& m, std::string x, std::int64_t groups, std::int64_t each, std::int64_t size) {
    x = m.node("Reshape", {x, m.integers({-1, groups, each, size, size})});
    x = m.node("Transpose", {x}, {{"perm", Ints{0, 2, 1, 3, 4}}});
    return m.node("Reshape", {x, m.integers({-1, groups * each, size, size})});
}

std::string slice(OnnxModel& m, const std::string& x, const Ints& starts, const Ints& ends, const Ints& axes,
                  const Ints& steps) {
    return m.node("Slice", {x, m.integers(starts), m.integers(ends), m.integers(axes), m.integers(steps)});
}

std::vector<std::string> split(OnnxModel& m, const std::string& x, const Ints& sizes) {
    std::vector<std::string> parts{m.node("Split", {x, m.integers(sizes)}, {{"axis", std::int64_t{1}}})};
    for (std::size_t i = 1; i < sizes.size(); ++i) {
        parts.push_back(parts[0] + "_" + std::to_string(i));
        m.last_node().add_output(parts.back());
    }
    return parts;
}

TEST_CASE("import: a channel shuffle goes into the weights behind it, through a depthwise convolution") {
    OnnxModel m;
    auto x = conv(m, m.input("x", {-1, 3, 6, 6}), 3, 6, 3);
    x = m.node("Relu", {conv(m, x, 6, 6, 1, 3)});
    x = conv(m, shuffled(m, x, 3, 2, 6), 6, 6, 3, 6);
    x = m.node("BatchNormalization", with(x, m.statistics(6)));
    m.output(conv(m, x, 6, 9, 1, 3));
    const auto imported = check_import(m);
    CHECK(kinds(imported) == "conv, conv relu, depthwise, conv");

    OnnxModel dense;  // into the convolution before
    x = dense.node("Relu", {conv(dense, dense.input("x", {1, 3, 4, 4}), 3, 6)});
    dense.output(dense.node("GlobalMaxPool", {shuffled(dense, x, 2, 3, 4)}));
    CHECK(kinds(check_import(dense)) == "conv relu, global_pool");

    OnnxModel halves;  // 6 axes, half of the channels by an index
    x = conv(halves, halves.input("x", {1, 3, 4, 4}), 3, 6);
    x = halves.node("Reshape", {x, halves.integers({3, 2, 16})});
    x = halves.node("Transpose", {x}, {{"perm", Ints{1, 0, 2}}});
    x = halves.node("Reshape", {x, halves.integers({2, -1, 3, 4, 4})});
    x = halves.node("Gather", {x, halves.integer(1)}, {{"axis", std::int64_t{0}}});
    halves.output(conv(halves, x, 3, 2));
    CHECK(kinds(check_import(halves)) == "conv, conv");
}

TEST_CASE("import: ShuffleNet V2: halves that pass and halves that are computed on") {
    OnnxModel m;
    auto x = m.node("Relu", {conv(m, m.input("x", {1, 3, 5, 5}), 3, 8, 3)});
    for (int block = 0; block < 2; ++block) {
        const auto parts = split(m, x, {4, 4});
        auto y = m.node("Relu", {conv(m, parts[1], 4, 4)});
        y = m.node("Relu", {conv(m, conv(m, y, 4, 4, 3, 4), 4, 4)});
        x = shuffled(m, m.node("Concat", {parts[0], y}, {{"axis", std::int64_t{1}}}), 2, 4, 5);
    }
    m.output(conv(m, x, 8, 3));
    const auto imported = check_import(m);
    CHECK(kinds(imported) ==
          "conv relu, conv, conv relu, depthwise, conv relu, concat, conv, conv relu, depthwise, conv relu, concat, "
          "conv");
}

TEST_CASE("import: slices, gathers and splits of channels") {
    OnnxModel m;
    auto x = m.node("Relu", {conv(m, m.input("x", {1, 3, 4, 4}), 3, 7)});
    const auto parts = split(m, x, {2, 4, 1});
    const auto y = slice(m, parts[1], {1}, {100}, {-3}, {2});
    const auto z = m.node("Gather", {parts[1], m.integers({3, 0})}, {{"axis", std::int64_t{1}}});
    x = m.node("Concat", {parts[0], y, z, parts[2]}, {{"axis", std::int64_t{1}}});
    m.output(conv(m, x, 7, 2));
    check_import(m);

    OnnxModel blue;  // an image whose first channel is blue, by index or backwards, before its means are taken off
    x = blue.node("Gather", {blue.input("x", {1, 5, 5, 3}), blue.integers({2, 1, 0})}, {{"axis", std::int64_t{3}}});
    x = blue.node("Sub", {x, blue.reals({3}, {104, 117, 123})});
    x = blue.node("Transpose", {x}, {{"perm", Ints{0, 3, 1, 2}}});
    blue.output(blue.node("Conv", {x, blue.random({2, 3, 3, 3})}));
    CHECK(kinds(check_import(blue, {true, true})) == "conv");

    OnnxModel backwards;
    x = slice(backwards, backwards.input("x", {1, 3, 5, 5}), {-1}, {-100}, {1}, {-1});
    backwards.output(conv(backwards, x, 3, 2));
    CHECK(kinds(check_import(backwards)) == "conv");

    OnnxModel classes;  // of the first outputs of a matrix
    x = classes.node("Flatten", {classes.input("x", {1, 1, 5, 5})});
    x = classes.node("Gemm", {x, classes.random({25, 6})});
    classes.output(slice(classes, x, {0}, {4}, {1}, {1}));
    const auto imported = check_import(classes);
    CHECK(imported.model.weights.begin()->second.shape.front() == 4);

    OnnxModel nothing;
    x = conv(nothing, nothing.input("x", {1, 3, 4, 4}), 3, 4);
    x = slice(nothing, x, {0, 0}, {2147483647, 4}, {2, 3}, {1, 1});
    nothing.output(
        nothing.node("Gather", {nothing.node("GlobalMaxPool", {x}), nothing.integer(0)}, {{"axis", std::int64_t{3}}}));
    CHECK(kinds(check_import(nothing)) == "conv, global_pool");
}

TEST_CASE("import: a ResNet's shortcut of every second pixel, with zeros beside the channels") {
    OnnxModel m;
    const auto x = m.node("Relu", {conv(m, m.input("x", {1, 3, 6, 6}), 3, 4, 3)});
    const auto y = m.node("Conv", {x, m.random({8, 4, 3, 3})}, {{"pads", Ints{1, 1, 1, 1}}, {"strides", Ints{2, 2}}});
    auto z = slice(m, x, {0, 0}, {6, 6}, {2, 3}, {2, 2});
    z = m.node("Pad", {z, m.integers({0, 2, 0, 0, 0, 2, 0, 0})});
    m.output(m.node("Relu", {m.node("Add", {y, z})}));
    CHECK(kinds(check_import(m)) == "conv relu, conv, pool, conv, add relu");
}

TEST_CASE("import: crops, and blocks of pixels as channels") {
    OnnxModel m;
    auto x = conv(m, m.input("x", {1, 2, 8, 8}), 2, 3);
    x = m.node("Relu", {slice(m, x, {1, 0}, {7, -2}, {2, 3}, {1, 1})});
    x = m.node("Pad", {x, m.integers({0, 0, -1, 0, 0, 0, 0, -1})});
    m.output(slice(m, x, {1}, {5}, {2}, {3}));
    CHECK(kinds(check_import(m)) == "conv relu, depthwise");

    OnnxModel depth;
    x = depth.node("SpaceToDepth", {conv(depth, depth.input("x", {1, 2, 8, 8}), 2, 3)},
                   {{"blocksize", std::int64_t{2}}});
    depth.output(conv(depth, x, 12, 2));
    CHECK(kinds(check_import(depth)) == "conv, conv, conv");

    OnnxModel focus;  // the same of an image, as slices
    std::vector<std::string> parts;
    const auto image = focus.input("x", {1, 3, 6, 6});
    for (const auto& at : {Ints{0, 0}, Ints{1, 0}, Ints{0, 1}, Ints{1, 1}})
        parts.push_back(slice(focus, image, at, {6, 6}, {2, 3}, {2, 2}));
    focus.output(conv(focus, focus.node("Concat", parts, {{"axis", std::int64_t{1}}}), 12, 4));
    check_import(focus);
}

TEST_CASE("import: what is moved and cannot be is refused") {
    OnnxModel flip;
    flip.output(slice(flip, conv(flip, flip.input("x", {1, 2, 6, 6}), 2, 3), {-1}, {-100}, {3}, {-1}));
    CHECK_THAT(refusal(flip), Contains("it takes positions along the width out of their order"));

    OnnxModel cut;
    auto x = cut.node("Reshape", {conv(cut, cut.input("x", {1, 2, 4, 4}), 2, 4), cut.integers({1, 2, 2, 16})});
    cut.output(cut.node("Relu", {x}));
    CHECK_THAT(refusal(cut), Contains("the channels of its input [1, 2, 2, 16] are cut into parts"));

    OnnxModel value;
    x = conv(value, value.input("x", {1, 2, 6, 6}), 2, 3);
    value.output(value.node("Pad", {x, value.integers({0, 1, 0, 0, 0, 0, 0, 0}), value.reals({}, {1})}));
    CHECK_THAT(refusal(value), Contains("it pads the channels with 1"));

    OnnxModel flat;
    x = flat.node("Flatten", {conv(flat, flat.input("x", {1, 2, 6, 6}), 2, 3)});
    flat.output(slice(flat, x, {0}, {50}, {1}, {1}));
    CHECK_THAT(refusal(flat), Contains("which holds several axes of a map"));

    OnnxModel far;
    x = conv(far, far.input("x", {1, 1, 100, 100}), 1, 2);
    far.output(slice(far, x, {80}, {100}, {2}, {1}));
    CHECK_THAT(refusal(far), Contains("a window of 81 rows and 1 columns; the most is 64"));

    OnnxModel outside;
    x = conv(outside, outside.input("x", {1, 2, 6, 6}), 2, 3);
    outside.output(outside.node("Gather", {x, outside.integers({3})}, {{"axis", std::int64_t{1}}}));
    CHECK_THAT(refusal(outside), Contains("its index 3 is outside"));
}

}  // namespace
}  // namespace hashiflex::test
