// SPDX-License-Identifier: Apache-2.0
// Are weights that are powers of two kept to the bit, and others refused by name?
#include "modules/core/error.h"
#include "modules/core/network/build.h"
#include "modules/core/quantize/formats.h"
#include "modules/core/quantize/quantize.h"
#include "tests/core/quantize/tiny_floats.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// Po2 weights, biases on the grid of the accumulator, formats of all layers.
TinyFloats trained(std::uint64_t seed) {
    TinyFloats tiny(seed);
    for (auto& layer : tiny.spec.layers)
        if (auto* output = core::output_of(layer.kind)) *output = {12, true, 4, false};
    for (auto& [name, array] : tiny.weights) {
        if (name.compare(0, 2, "fc") == 0) continue;
        const bool is_bias = name.find(".bias") != std::string::npos;
        for (float& value : array.reals)
            value = is_bias ? static_cast<float>(tiny.random.between(-64, 64)) / 64
                            : std::ldexp(tiny.random.chance(50) ? 1.0F : -1.0F, -tiny.random.between(1, 5));
    }
    return tiny;
}

core::QuantizeSpec exact(int levels = 5) {
    core::QuantizeSpec spec;
    spec.all.method = core::QuantizeMethod::exact;
    spec.all.levels = levels;
    return spec;
}

std::string complaint(const TinyFloats& tiny, const core::QuantizeSpec& spec) {
    try {
        core::quantize(tiny.build(), spec, {});
    } catch (const core::InvalidInput& error) {
        return error.path() + ": " + error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("an exact network computes what the float one does, rounded to its formats") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const TinyFloats tiny = trained(seed);
        const auto quantized = core::quantize(tiny.build(), exact(), {});
        const core::Network network = core::build_network(quantized.spec, quantized.weights);
        // Of the stem: reals, rounded half up to multiples of 1/16.
        const auto floats = tiny.build();
        for (const auto& image : tiny.others) {
            const core::Tensor found = naive(network, image)[1];
            core::FloatMap expected;
            core::evaluate(floats, image, [&](std::size_t layer, const core::FloatMap& map) {
                if (layer == 0) expected = map;
            });
            for (std::size_t i = 0; i < found.size(); ++i)
                REQUIRE(found[i] == std::floor(static_cast<double>(expected[i]) * 16 + 0.5));
        }
        for (const auto& name : {"stem", "dw", "project"}) {
            const auto& weight = quantized.weights.at(std::string(name) + ".weight");
            const auto& shift = quantized.weights.at(std::string(name) + ".shift").integers;
            const auto& reals = tiny.weights.at(std::string(name) + ".weight").reals;
            const std::size_t taps = reals.size() / shift.size();
            const int in_frac = std::string(name) == "stem" ? 7 : 4;
            for (std::size_t i = 0; i < reals.size(); ++i)
                CHECK(std::ldexp(static_cast<double>(weight.integers[i]),
                                 in_frac - 4 - static_cast<int>(shift[i / taps])) == static_cast<double>(reals[i]));
        }
    }
}

TEST_CASE("what is not exact is refused by name") {
    TinyFloats tiny = trained(1);
    REQUIRE(complaint(tiny, exact()).empty());
    CHECK(complaint(tiny, exact(2)).find("stem.weight: found ") == 0);
    tiny.weights["dw.weight"].reals[10] = 0.3F;
    CHECK(complaint(tiny, exact()).find("dw.weight: found 0.3") == 0);
    CHECK(complaint(tiny, exact()).find("as value 1 of channel 1") != std::string::npos);
    tiny = trained(1);
    tiny.weights["project.bias"].reals[3] = 0.3F;
    CHECK(complaint(tiny, exact()).find("project.bias: found 0.3") == 0);
    tiny = trained(1);
    core::output_of(tiny.spec.layers[2].kind)->automatic = true;
    CHECK(complaint(tiny, exact()) ==
          "layers[2].output: found auto; with method exact the network states the format of 'project'");
}

TEST_CASE("a fine bias gets a finer unit, as far as 16 levels go") {
    TinyFloats tiny = trained(2);
    tiny.weights["dw.bias"].reals[0] = std::ldexp(1.0F, -15);
    const auto quantized = core::quantize(tiny.build(), exact(), {});
    const auto& dw = std::get<core::DepthwiseSpec>(quantized.spec.layers[1].kind);
    CHECK(dw.levels > 5);
    CHECK_NOTHROW(core::build_network(quantized.spec, quantized.weights));
    CHECK(quantized.weights.at("dw.bias").integers[0] == 1);
}
