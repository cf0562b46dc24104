// SPDX-License-Identifier: Apache-2.0
// Does every network and weight set that cannot be built name its file, its path and what is wrong?
#include "modules/core/error.h"
#include "modules/core/network/take_weights.h"
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

// a (conv 3x3, 2 channels) -> b (pointwise) -> c (classifier of 3 classes); 4x4.
SampleNetwork sample() {
    SampleNetwork network(4, 4);
    network.conv("a", 3, 1, {}, 2).point("b").classifier("c", 3, 16);
    network.weights["c.scale"] = {{3}, false, {}, {0.5F, 1.0F, 0.25F}};
    return network;
}

ConvSpec& conv_of(SampleNetwork& network, std::size_t layer) {
    return std::get<ConvSpec>(network.spec.layers[layer].kind);
}

void requires_error(const std::function<void(SampleNetwork&)>& spoil, InputFile file, const std::string& path,
                    const std::string& part) {
    SampleNetwork network = sample();
    spoil(network);
    INFO(path << ": " << part);
    try {
        network.build();
        FAIL("was built");
    } catch (const InvalidInput& error) {
        CHECK(error.file() == file);
        CHECK(error.path() == path);
        CHECK_THAT(error.what(), Catch::Contains(part));
    }
}

void wrong_network(const std::string& path, const std::string& part, const std::function<void(SampleNetwork&)>& spoil) {
    requires_error(spoil, InputFile::network, path, part);
}

void wrong_weights(const std::string& path, const std::string& part, const std::function<void(SampleNetwork&)>& spoil) {
    requires_error(spoil, InputFile::weights, path, part);
}

}  // namespace

TEST_CASE("The sample itself is right") {
    CHECK_NOTHROW(sample().build());
}

TEST_CASE("Names and order of layers") {
    wrong_network("layers[3]", "'c'", [](auto& n) { n.point("d"); });
    wrong_network("layers[1].name", "'a'", [](auto& n) { n.spec.layers[1].name = "a"; });
    wrong_network("layers[1].name", "'input'", [](auto& n) { n.spec.layers[1].name = "input"; });
    wrong_network("layers[1].inputs", "'c'", [](auto& n) { n.spec.layers[1].inputs = {"c"}; });
    wrong_network("layers[1].inputs", "'b'", [](auto& n) { n.spec.layers[1].inputs = {"b"}; });
    wrong_network("layers[1].inputs", "not 2", [](auto& n) { n.spec.layers[1].inputs = {"a", "input"}; });
    wrong_network("layers[0]", "'a'", [](auto& n) {
        n.spec.layers[1].inputs = {"input"};
        n.weights["b.weight"] = integers({1, 1, 1, 1}, 1);
    });
    wrong_network("layers", "at least one", [](auto& n) {
        n.spec.layers.clear();
        n.weights.clear();
    });
}

TEST_CASE("Shapes that do not fit") {
    wrong_network("layers[0].kernel", "5", [](auto& n) {
        conv_of(n, 0).kernel = {5, 5};
        conv_of(n, 0).padding.mode = PaddingMode::valid;
    });
    wrong_network("layers[0].kernel", "whole kernel of 3", [](auto& n) {
        conv_of(n, 0).padding.mode = PaddingMode::explicit_pads;
        conv_of(n, 0).padding.left = 3;
    });
    wrong_network("layers[1].groups", "3", [](auto& n) { conv_of(n, 1).groups = 3; });
    wrong_network("layers[1].groups", "2", [](auto& n) { conv_of(n, 1).groups = 2; });  // divides the input only
    wrong_network("layers[0].output.frac", "2^2", [](auto& n) {
        conv_of(n, 0).activation = Activation::relu6;
        conv_of(n, 0).output.frac = -2;
    });
}

TEST_CASE("Operands of joins") {
    const auto join = [](SampleNetwork& n, LayerKind kind, std::vector<std::string> inputs) {
        n.spec.layers[1].kind = std::move(kind);
        n.spec.layers[1].inputs = std::move(inputs);
        for (const char* part : {".weight", ".bias", ".shift"}) n.weights.erase(std::string("b") + part);
    };
    wrong_network("layers[1].inputs", "not 1", [&](auto& n) { join(n, AddSpec{}, {"a"}); });
    wrong_network("layers[1].inputs", "4x4x1", [&](auto& n) { join(n, AddSpec{}, {"a", "input"}); });
    wrong_network("layers[1].inputs", "4x4x2", [&](auto& n) { join(n, AddSpec{}, {"a", "input"}); });
    const auto add_with_frac = [&](int first, int sum) {
        return [=](SampleNetwork& n) {
            conv_of(n, 0).output.frac = first;
            conv_of(n, 0).channels = 1;
            n.weights["a.weight"] = integers({1, 3, 3, 1}, 1);
            n.weights["a.bias"] = n.weights["a.shift"] = integers({1}, 0);
            AddSpec add;
            add.output.frac = sum;
            join(n, add, {"a", "input"});
        };
    };
    const auto shift_with_frac = [&](int first, int sum) {
        SampleNetwork network = sample();
        add_with_frac(first, sum)(network);
        return std::get<Add>(network.build().layers[1].op).shift;
    };
    wrong_network("layers[1].inputs", "at most 31 apart", add_with_frac(32, 0));
    wrong_network("layers[1].inputs", "at most 31 apart", add_with_frac(-32, 0));
    CHECK(shift_with_frac(31, 0) == 31);
    CHECK(shift_with_frac(-31, 0) == 0);
    wrong_network("layers[1].output.frac", "allowed: -31 to 48", add_with_frac(0, 32));
    CHECK(shift_with_frac(0, 31) == -31);
    wrong_network("layers[1].output.frac", "allowed: -31 to 48", add_with_frac(17, -32));
    CHECK(shift_with_frac(17, -31) == 48);
    wrong_network("layers[1].inputs", "not 1", [&](auto& n) { join(n, ConcatSpec{}, {"a"}); });
    wrong_network("layers[1].inputs", "bits", [&](auto& n) { join(n, ConcatSpec{}, {"a", "input"}); });
    wrong_network("layers[1].inputs", "2x2x2", [&](auto& n) {
        conv_of(n, 0).stride = {2, 2};
        join(n, ConcatSpec{}, {"input", "a"});
    });
}

TEST_CASE("Arrays that are missing, unread, or of the wrong shape or type") {
    wrong_weights("a.weight", "missing", [](auto& n) { n.weights.erase("a.weight"); });
    wrong_weights("b.bias", "missing", [](auto& n) { n.weights.erase("b.bias"); });
    wrong_weights("b.shift", "missing", [](auto& n) { n.weights.erase("b.shift"); });
    wrong_weights("c.bias", "missing", [](auto& n) { n.weights.erase("c.bias"); });
    wrong_weights("a.weight", "[2, 3, 3, 1]", [](auto& n) { n.weights["a.weight"].shape = {2, 9, 1, 1}; });
    wrong_weights("c.weight", "[3, 16]", [](auto& n) { n.weights["c.weight"] = integers({16, 3}, 1); });
    wrong_weights("a.bias", "real", [](auto& n) { n.weights["a.bias"] = {{2}, false, {}, {1, 1}}; });
    wrong_weights("c.scale", "integers", [](auto& n) { n.weights["c.scale"] = integers({3}, 1); });
    wrong_weights("d.weight", "no layer", [](auto& n) { n.weights["d.weight"] = integers({1}, 1); });
}

TEST_CASE("Values that hardware cannot hold") {
    const auto set = [](const char* array, std::size_t i, std::int64_t value) {
        return [=](SampleNetwork& n) { n.weights[array].integers[i] = value; };
    };
    wrong_weights("a.weight", "found 3 at [1, 0, 2, 0]", set("a.weight", 11, 3));  // two terms, one is allowed
    wrong_weights("a.weight", "found 256", set("a.weight", 0, 256));               // levels 8: up to 2^7
    wrong_weights("a.weight", "found -129", set("a.weight", 0, -129));
    wrong_weights("a.weight", "found -9223372036854775808",
                  set("a.weight", 0, std::numeric_limits<std::int64_t>::min()));
    wrong_weights("a.bias", "at [1]", set("a.bias", 1, (std::int64_t{1} << 47) + 1));
    wrong_weights("a.shift", "found 49", set("a.shift", 0, 49));
    wrong_weights("a.shift", "found -32", set("a.shift", 0, -32));
    wrong_weights("c.weight", "found 128 at [2, 5]", set("c.weight", 37, 128));
    wrong_weights("c.bias", "found 2147483648", set("c.bias", 0, std::int64_t{1} << 31));
    wrong_weights("c.weight", "class 1", set("c.bias", 1, (std::int64_t{1} << 31) - 1));  // the sum is above 32 bits
    for (const float scale :
         {0.0F, -1.0F, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()})
        wrong_weights("c.scale", "above 0", [=](auto& n) { n.weights["c.scale"].reals[1] = scale; });
}

TEST_CASE("The largest values that hardware can hold") {
    SampleNetwork network = sample();
    network.weights["a.weight"].integers[0] = -128;
    network.weights["a.bias"].integers = {std::int64_t{1} << 47, -(std::int64_t{1} << 47)};
    network.weights["a.shift"].integers = {-31, 48};
    network.weights["c.weight"].integers[0] = -128;
    CHECK_NOTHROW(network.build());
}

TEST_CASE("The sum of a class takes all of 32 bits, and not one more") {
    constexpr std::int64_t kHighest = (std::int64_t{1} << 31) - 1, kLowest = -(std::int64_t{1} << 31);
    const auto range = [](std::int8_t weight, std::int64_t bias) {
        Classifier classifier;
        classifier.in = {1, 1, 1};
        classifier.weights = {weight};
        classifier.bias = {static_cast<std::int32_t>(bias)};
        return classifier_range("c", classifier, {0, 255});
    };
    CHECK(range(1, kHighest - 255).hi == kHighest);
    CHECK_THROWS_AS(range(1, kHighest - 254), InvalidInput);
    CHECK(range(-1, kLowest + 255).lo == kLowest);
    CHECK_THROWS_AS(range(-1, kLowest + 254), InvalidInput);
}
