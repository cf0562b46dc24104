// SPDX-License-Identifier: Apache-2.0
// Do all instruction sets compute the same rows as the reference, and decline what they cannot compute exactly?
#include "modules/core/network/conv_kernel.h"

#include "tests/core/random_operators.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
constexpr std::uint8_t kUntouched = 0x5a;

struct Variant {
    Simd simd;
    std::string name;
};

// Those of this machine.
std::vector<Variant> variants() {
    std::vector<Variant> present;
    for (const Variant& variant :
         {Variant{Simd::none, "plain"}, Variant{Simd::avx2, "AVX2"}, Variant{Simd::avx512_vnni, "AVX-512 VNNI"}})
        if (supported(variant.simd))
            present.push_back(variant);
        else
            WARN("not tested: " << variant.name << ", which this machine lacks");
    return present;
}

// The narrowest rows that hold what the convolution gives.
ConvKernel kernel_of(const Conv& conv, Interval in, Simd simd) {
    return {conv, in, narrowest_format(conv.clamp), simd};
}

// The whole map, and that no row writes beyond its end. Rows lie apart, so that sanitizers see reads beyond theirs.
Tensor run(const Conv& conv, const ConvKernel& kernel, Interval range, const Tensor& map) {
    const RowFormat from = narrowest_format(range), to = narrowest_format(conv.clamp);
    const auto row_values = static_cast<std::size_t>(conv.in.width * conv.in.channels);
    std::vector<std::vector<std::uint8_t>> in;
    for (std::size_t at = 0; at < map.size(); at += row_values)
        pack(from, map.data() + at, row_values,
             in.emplace_back(row_values * static_cast<std::size_t>(from.bytes)).data());
    Tensor result;
    for (int y = 0; y < conv.out.height; ++y) {
        std::vector<RowView> rows;
        for (int r = 0; r < conv.window.kernel_h; ++r) {
            const int row = y * conv.window.stride_h - conv.window.pad_top + r;
            rows.push_back(row < 0 || row >= conv.in.height ? nullptr : in[static_cast<std::size_t>(row)].data());
        }
        Tensor values(static_cast<std::size_t>(conv.out.width * conv.out.channels));
        std::vector<std::uint8_t> out(values.size() * static_cast<std::size_t>(to.bytes) + 1, kUntouched);
        kernel.row(rows, out.data());
        REQUIRE(out.back() == kUntouched);
        unpack(to, out.data(), values.size(), values.data());
        result.insert(result.end(), values.begin(), values.end());
    }
    return result;
}

template <typename T>
T pick(Random& random, std::initializer_list<T> choices) {
    return choices.begin()[random.between(0, static_cast<int>(choices.size()) - 1)];
}

// Widths and channels around the sizes of vectors and tiles; weights of any value in their range, ends more often.
Conv wide_conv(Random& random) {
    Conv conv;
    conv.in = {random.between(1, 4), random.between(1, 35), random.between(1, 40)};
    conv.window = random_window(random, conv.in);
    const int kind = random.between(0, 9);
    int channels = random.between(1, 70);
    if (kind < 4) channels = conv.groups = conv.in.channels;  // depthwise
    if (kind == 4) conv.groups = conv.in.channels = random.between(2, 3), channels = 2 * conv.groups;
    conv.out = output_shape(conv.window, conv.in, channels);
    const int most = pick(random, {1, 64, 127, 32767, 100000});
    const int weights = channels * conv.window.taps() * conv.in.channels / conv.groups;
    for (int i = 0; i < weights; ++i)
        conv.weights.push_back(random.chance(20) ? pick(random, {-most - 1, most, 0}) : random.between(-most, most));
    for (int o = 0; o < channels; ++o) conv.bias.push_back(random.chance(30) ? 0 : random.between(-90000, 90000));
    const int least_shift = random.chance(50) ? 0 : random.chance(80) ? -6 : -31;
    const int most_shift = random.chance(80) ? 20 : 48;
    for (int o = 0; o < channels; ++o) conv.shift.push_back(random.between(least_shift, most_shift));
    conv.clamp = random_clamp(random);
    return conv;
}

// Values of the range, its ends more often.
Tensor extreme_tensor(Random& random, const Shape& shape, Interval range) {
    Tensor values = random_tensor(random, shape, range);
    for (std::int32_t& value : values)
        if (random.chance(30)) value = static_cast<std::int32_t>(random.chance(50) ? range.lo : range.hi);
    return values;
}

// One weight for every output channel, so that the sum's bound is easy to write down.
Conv one_weight(std::int32_t weight, std::int64_t bias, int shift, int channels = 19) {
    Conv conv;
    conv.in = {1, 9, 1};
    conv.out = {1, 9, channels};
    const auto count = static_cast<std::size_t>(channels);
    conv.weights.assign(count, weight);
    conv.bias.assign(count, bias);
    conv.shift.assign(count, shift);
    conv.clamp = {-(1 << 30), 1 << 30};
    return conv;
}

}  // namespace

TEST_CASE("Every instruction set gives the rows of the reference") {
    constexpr int kTrials = 1500;
    constexpr int kEnough = 30;  // trials that really use a form of the vector code
    for (const Variant& variant : variants()) {
        Random random(17);
        std::map<std::optional<ConvForm>, int> seen;
        for (int trial = 0; trial < kTrials; ++trial) {
            const Conv conv = wide_conv(random);
            const Interval range = pick<Interval>(
                random,
                {{0, 255}, {10, 192}, {-128, 127}, {-127, 128}, {-200, -9}, {-255, 255}, {-32768, 32767}, {3, 70000}});
            const Tensor map = extreme_tensor(random, conv.in, range);
            const ConvKernel kernel = kernel_of(conv, range, variant.simd);
            ++seen[kernel.form()];
            INFO(variant.name << ", trial " << trial);
            REQUIRE(run(conv, kernel, range, map) == naive(conv, {map}));
        }
        INFO(variant.name);
        CHECK(seen[std::nullopt] > kEnough);
        for (const ConvForm form :
             {ConvForm::bytes, ConvForm::words, ConvForm::depthwise_bytes, ConvForm::depthwise_words})
            CHECK((seen[form] > kEnough) == (variant.simd != Simd::none));
    }
}

TEST_CASE("Depthwise windows of 3x3 give the reference's rows at every width, padding and stride") {
    constexpr Interval kRange{-128, 127};
    const int stride = GENERATE(1, 2, 3);
    const int channels = GENERATE(5, 16, 35, 83);
    const ConvForm form = GENERATE(ConvForm::depthwise_bytes, ConvForm::depthwise_words);
    const int most = form == ConvForm::depthwise_bytes ? 64 : 300;  // words beyond a byte
    Random random(23);
    for (int width = 1; width <= 24; ++width)
        for (int pads = 0; pads < 9; ++pads) {
            Conv conv;
            conv.in = {3, width, channels};
            conv.groups = channels;
            conv.window = {3, 3, stride, stride, 1, 1, pads / 3, pads % 3};
            if (width + pads / 3 + pads % 3 < 3) continue;
            conv.out = output_shape(conv.window, conv.in, channels);
            for (int i = 0; i < 9 * channels; ++i) conv.weights.push_back(random.between(-most, most));
            conv.weights.back() = most;
            for (int c = 0; c < channels; ++c) {
                conv.bias.push_back(random.between(-9000, 9000));
                conv.shift.push_back(random.between(width % 2 == 0 ? 0 : -2, 9));
            }
            conv.clamp = {-100, 120};
            const Tensor map = extreme_tensor(random, conv.in, kRange);
            const Tensor expected = naive(conv, {map});
            for (const Variant& variant : variants()) {
                const ConvKernel kernel = kernel_of(conv, kRange, variant.simd);
                INFO(variant.name << ", width " << width << ", padding " << pads / 3 << " and " << pads % 3);
                REQUIRE(run(conv, kernel, kRange, map) == expected);
                if (variant.simd != Simd::none) REQUIRE(kernel.form() == form);
            }
        }
}

TEST_CASE("Vector code takes sums that just fit 32 bits with half a unit, and leaves the next larger") {
    constexpr Interval kRange{-128, 127};
    const int shift = GENERATE(0, 1, 5, 30);
    const std::int64_t half = shift == 0 ? 0 : std::int64_t{1} << (shift - 1);
    const int sign = GENERATE(-1, 1);
    const bool beyond = GENERATE(false, true);
    const std::int32_t weight = GENERATE(-128, 127, 300);
    const std::int64_t product = std::int64_t{128} * std::abs(weight);
    Conv conv = one_weight(weight, sign * (kMost - product - half + (beyond ? 1 : 0)), shift);
    const Tensor map{-128, 127, 0, -128, -127, 126, 1, -1, -128};
    for (const Variant& variant : variants()) {
        const ConvKernel kernel = kernel_of(conv, kRange, variant.simd);
        INFO(variant.name);
        CHECK(kernel.form().has_value() == (variant.simd != Simd::none && !beyond));
        CHECK(run(conv, kernel, kRange, map) == naive(conv, {map}));
    }
}

TEST_CASE("Shifts at the ends of what vectors can do") {
    const int shift = GENERATE(-31, -30, -29, -28, 29, 30, 31, 32, 33, 48);
    const bool narrow_clamp = GENERATE(false, true);
    Conv conv = one_weight(100, -12, shift);
    if (narrow_clamp) conv.clamp = {-7, 5};
    const Tensor map{-128, 127, 0, -128, -127, 126, 1, -1, -128};
    for (const Variant& variant : variants()) {
        const ConvKernel kernel = kernel_of(conv, {-128, 127}, variant.simd);
        INFO(variant.name);
        CHECK(kernel.form().has_value() == (variant.simd != Simd::none && shift >= -29));
        CHECK(run(conv, kernel, {-128, 127}, map) == naive(conv, {map}));
    }
}

TEST_CASE("Values, weights and clamps too wide for vectors are left to plain code") {
    const Tensor map{-128, 127, 0, -128, -127, 126, 1, -1, -128};
    const auto form = [&](const Conv& conv, Interval range) {
        std::optional<ConvForm> widest;
        for (const Variant& variant : variants()) {
            const ConvKernel kernel = kernel_of(conv, range, variant.simd);
            CHECK(run(conv, kernel, range, map) == naive(conv, {map}));
            widest = kernel.form();
        }
        return widest;
    };
    CHECK(form(one_weight(32768, 0, 3), {-128, 127}) == std::nullopt);
    CHECK(form(one_weight(1, 0, 3), {-32769, 127}) == std::nullopt);
    CHECK(form(one_weight(1, 0, 3), {-128, 32768}) == std::nullopt);
    Conv conv = one_weight(1, 0, -3);
    conv.clamp.hi += 1;
    CHECK(form(conv, {-128, 127}) == std::nullopt);
    if (supported(Simd::avx2)) {
        CHECK(form(one_weight(127, 0, 3), {-128, 127}) == ConvForm::bytes);
        CHECK(form(one_weight(127, 0, 3), {-128, 128}) == ConvForm::words);
        CHECK(form(one_weight(128, 0, 3), {-128, 127}) == ConvForm::words);
    }
}

TEST_CASE("Bytes are multiplied in pairs up to the last sum that 16 bits hold") {
    struct Case {
        int a, b;  // weights of a pair
        int most;  // of the input as stored
        bool fits;
    };
    const Case pair = GENERATE(Case{64, 64, 255, true},       // powers of two of 7 exponents
                               Case{64, 65, 255, false},      //
                               Case{-64, -64, 255, true},     //
                               Case{-64, -65, 255, false},    //
                               Case{76, 75, 217, true},       // 2^15 - 1
                               Case{73, 72, 226, false},      // 2^15 + 2
                               Case{-128, -128, 128, true},   // -2^15
                               Case{-113, -113, 145, false},  // -2^15 - 2
                               Case{127, -128, 255, true},    // never both
                               Case{127, 0, 255, true});
    const int zero = GENERATE(0, -1, -100);
    const bool depthwise = GENERATE(false, true);
    const int first = GENERATE(0, 1, 2);  // where the pair stands: not at 1, where each has another partner
    const Interval range{zero, zero + pair.most};
    constexpr int kChannels = 37;
    Conv conv;
    conv.in = depthwise ? Shape{4, 5, kChannels} : Shape{1, 5, 4};
    conv.window.kernel_h = depthwise ? 4 : 1;
    conv.out = {1, 5, kChannels};
    conv.groups = depthwise ? kChannels : 1;
    for (int c = 0; c < kChannels; ++c) {
        std::int32_t weights[4] = {};
        weights[first] = pair.a;
        weights[first + 1] = pair.b;
        conv.weights.insert(conv.weights.end(), weights, weights + 4);
        conv.bias.push_back(c);
        conv.shift.push_back(c % 3 == 0 ? 0 : 8);
    }
    conv.clamp = {-40000, 40000};
    Random random(29);
    Tensor map = extreme_tensor(random, conv.in, range);
    std::fill(map.begin(), map.begin() + 4, static_cast<std::int32_t>(range.hi));
    for (const Variant& variant : variants()) {
        const ConvKernel kernel = kernel_of(conv, range, variant.simd);
        INFO(variant.name << ", weights " << pair.a << " and " << pair.b << ", inputs up to " << pair.most);
        CHECK(run(conv, kernel, range, map) == naive(conv, {map}));
        if (variant.simd == Simd::none) continue;
        const bool bytes = pair.fits || first == 1 || variant.simd == Simd::avx512_vnni;
        const ConvForm wide = depthwise ? ConvForm::depthwise_words : ConvForm::words;
        CHECK(kernel.form() == (bytes ? depthwise ? ConvForm::depthwise_bytes : ConvForm::bytes : wide));
    }
}

TEST_CASE("Results reach the ends of a byte, whatever it counts from, and sums far beyond them") {
    const Interval clamp = GENERATE(Interval{0, 255}, Interval{-128, 127}, Interval{-255, 0}, Interval{3, 9},
                                    Interval{-9, -3}, Interval{0, 0});
    const int shift = GENERATE(0, 1, 7, -3);
    Conv conv = one_weight(127, 0, shift);
    for (std::size_t c = 0; c < conv.bias.size(); ++c)
        conv.bias[c] = c % 4 == 0 ? 40000 : c % 4 == 1 ? -40000 : c % 4 == 2 ? 2000000000 : -2000000000;
    conv.clamp = clamp;
    const Tensor map{-128, 127, 0, -2, -1, 1, 2, 3, 4};
    for (const Variant& variant : variants()) {
        const ConvKernel kernel = kernel_of(conv, {-128, 127}, variant.simd);
        INFO(variant.name);
        CHECK(run(conv, kernel, {-128, 127}, map) == naive(conv, {map}));
        CHECK(kernel.form().has_value() == (variant.simd != Simd::none));
    }
}

TEST_CASE("The environment limits the instructions") {
    struct Restored {
        ~Restored() { unsetenv("HASHIFLEX_SIMD"); }
    } restored;
    setenv("HASHIFLEX_SIMD", "none", 1);
    CHECK(fastest_simd() == Simd::none);
    setenv("HASHIFLEX_SIMD", "avx2", 1);
    CHECK(fastest_simd() == (supported(Simd::avx2) ? Simd::avx2 : Simd::none));
    setenv("HASHIFLEX_SIMD", "avx512_vnni", 1);
    CHECK(supported(fastest_simd()));
    setenv("HASHIFLEX_SIMD", "sse", 1);
    CHECK_THROWS_WITH(fastest_simd(), Catch::Contains("sse") && Catch::Contains("avx512_vnni"));
}
