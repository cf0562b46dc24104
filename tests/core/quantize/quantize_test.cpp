// SPDX-License-Identifier: Apache-2.0
// Does a quantized network compute nearly what the float one does, whatever the method, and the same for any number of
// threads?
#include "modules/core/quantize/quantize.h"

#include "modules/core/error.h"
#include "modules/core/network/build.h"
#include "modules/core/numeric/po2.h"
#include "modules/core/quantize/formats.h"
#include "tests/core/quantize/tiny_floats.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <thread>

using namespace hashiflex;
using namespace hashiflex::test;
using core::QuantizeMethod;
using core::QuantizeSpec;

namespace {

// The root of the mean square difference of logits, over that of the float logits about their mean.
double relative_error(const core::FloatNetwork& floats, const core::Quantized& quantized, const TestImages& images) {
    const core::Network network = core::build_network(quantized.spec, quantized.weights);
    const auto& classifier = std::get<core::Classifier>(network.layers.back().op);
    double difference = 0, spread = 0;
    std::vector<double> mean;
    std::vector<std::vector<double>> all;
    for (const auto& image : images) {
        all.push_back(core::logits(floats, image));
        mean.resize(all.back().size());
        for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += all.back()[c] / static_cast<double>(images.size());
    }
    for (std::size_t n = 0; n < images.size(); ++n) {
        const core::Tensor sums = naive(network, images[n]).back();
        for (std::size_t c = 0; c < mean.size(); ++c) {
            const double logit = sums[c] * static_cast<double>(classifier.scale[c]);
            difference += (logit - all[n][c]) * (logit - all[n][c]);
            spread += (all[n][c] - mean[c]) * (all[n][c] - mean[c]);
        }
    }
    return std::sqrt(difference / spread);
}

QuantizeSpec spec_with(QuantizeMethod method, int levels, int terms, int bits = 8) {
    QuantizeSpec spec;
    spec.all.method = method;
    spec.all.levels = levels;
    spec.all.terms = terms;
    spec.all.activation_bits = bits;
    return spec;
}

core::Parallel two_threads() {
    return [](std::size_t count, const std::function<void(std::size_t)>& task) {
        std::thread other([&] {
            for (std::size_t i = 1; i < count; i += 2) task(i);
        });
        for (std::size_t i = 0; i < count; i += 2) task(i);
        other.join();
    };
}

bool same(const core::WeightSet& a, const core::WeightSet& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.first == y.first && x.second.shape == y.second.shape && x.second.integers == y.second.integers &&
               x.second.reals == y.second.reals;
    });
}

}  // namespace

TEST_CASE("many bits and terms give the float network") {
    for (const auto method : {QuantizeMethod::nearest, QuantizeMethod::error_feedback})
        for (const auto on : {core::CalibrateOn::quantized, core::CalibrateOn::float_layers}) {
            const TinyFloats tiny;
            const auto floats = tiny.build();
            auto spec = spec_with(method, 16, 8, 12);
            spec.calibrate_on = on;
            const double error = relative_error(floats, core::quantize(floats, spec, tiny.images), tiny.others);
            INFO(static_cast<int>(method) << ' ' << static_cast<int>(on));
            CHECK(error < 0.03);
        }
}

TEST_CASE("error feedback loses less than rounding alone, two terms less than one, more levels less than few") {
    double nearest = 0, feedback = 0, two_terms = 0, few = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const TinyFloats tiny(seed);
        const auto floats = tiny.build();
        const auto error = [&](const QuantizeSpec& spec) {
            return relative_error(floats, core::quantize(floats, spec, tiny.images), tiny.others);
        };
        auto plain = spec_with(QuantizeMethod::nearest, 6, 1);
        plain.bias_correction = false;
        nearest += error(plain);
        feedback += error(spec_with(QuantizeMethod::error_feedback, 6, 1));
        two_terms += error(spec_with(QuantizeMethod::error_feedback, 6, 2));
        few += error(spec_with(QuantizeMethod::error_feedback, 2, 1));
    }
    CHECK(feedback < 0.7 * nearest);
    CHECK(two_terms < 0.7 * feedback);
    CHECK(feedback < 0.8 * few);
}

TEST_CASE("integers do not depend on the number of threads") {
    const TinyFloats tiny;
    const auto floats = tiny.build();
    for (const auto on : {core::CalibrateOn::quantized, core::CalibrateOn::float_layers}) {
        auto spec = spec_with(QuantizeMethod::error_feedback, 5, 1);
        spec.calibrate_on = on;
        const auto one = core::quantize(floats, spec, tiny.images);
        const auto two = core::quantize(floats, spec, tiny.images, two_threads());
        CHECK(same(one.weights, two.weights));
        for (std::size_t i = 0; i < one.spec.layers.size(); ++i)
            if (const auto* output = core::output_of(one.spec.layers[i].kind))
                CHECK(output->frac == core::output_of(two.spec.layers[i].kind)->frac);
    }
}

TEST_CASE("with float calibration a layer depends on its own keys alone") {
    const TinyFloats tiny;
    const auto floats = tiny.build();
    auto spec = spec_with(QuantizeMethod::error_feedback, 6, 1);
    const auto changed = [&] {
        const auto before = core::quantize(floats, spec, tiny.images);
        auto other = spec;
        other.layers["stem"] = other.all;
        other.layers["stem"].levels = 2;
        const auto after = core::quantize(floats, other, tiny.images);
        std::vector<std::string> names;
        for (const auto& [name, array] : before.weights)
            if (!(array.integers == after.weights.at(name).integers)) names.push_back(name);
        return names;
    };
    spec.calibrate_on = core::CalibrateOn::float_layers;
    CHECK(changed() == std::vector<std::string>{"stem.bias", "stem.shift", "stem.weight"});
    spec.calibrate_on = core::CalibrateOn::quantized;
    CHECK(changed().size() > 3);
}

TEST_CASE("weights keep to the levels and terms of their layer") {
    const TinyFloats tiny;
    const auto floats = tiny.build();
    auto spec = spec_with(QuantizeMethod::error_feedback, 5, 1);
    spec.layers["project"] = spec.all;
    spec.layers["project"].terms = 2;
    spec.layers["project"].levels = 3;
    const auto quantized = core::quantize(floats, spec, tiny.images);
    CHECK_NOTHROW(core::build_network(quantized.spec, quantized.weights));  // judges every weight
    std::int64_t most = 0;
    for (const std::int64_t weight : quantized.weights.at("project.weight").integers) most = std::max(most, weight);
    CHECK(most > 4);  // of two terms
    for (const std::int64_t weight : quantized.weights.at("dw.weight").integers)
        CHECK(core::decompose(weight, 5).size() <= 1);
}

TEST_CASE("inputs of a concat and what passes pools have one format") {
    TinyFloats tiny;
    // The sum is much larger than the stem.
    for (float& weight : tiny.weights["project.weight"].reals) weight *= 50;
    const auto floats = tiny.build();
    auto spec = spec_with(QuantizeMethod::nearest, 7, 1);
    spec.layers["sum"] = spec.all;
    spec.layers["sum"].activation_bits = 10;
    const auto quantized = core::quantize(floats, spec, tiny.images);
    const auto format = [&](std::size_t layer) { return *core::output_of(quantized.spec.layers[layer].kind); };
    CHECK(format(0).frac == format(3).frac);
    CHECK(format(0).bits == 10);
    CHECK(format(3).bits == 10);
    CHECK(format(0).is_signed);  // as the sum
    CHECK(format(1).bits == 8);
    CHECK(!format(1).is_signed);
    CHECK_NOTHROW(core::build_network(quantized.spec, quantized.weights));
}

TEST_CASE("formats that the network states are kept if so asked") {
    TinyFloats tiny;
    std::get<core::DepthwiseSpec>(tiny.spec.layers[1].kind).output = {7, false, 2, false};
    const auto floats = tiny.build();
    auto spec = spec_with(QuantizeMethod::nearest, 7, 1);
    const auto frac = [&] {
        return core::output_of(core::quantize(floats, spec, tiny.images).spec.layers[1].kind)->frac;
    };
    CHECK(frac() != 2);
    spec.formats = core::FormatChoice::network;
    CHECK(frac() == 2);
}

TEST_CASE("a network without what matters needs no images") {
    TinyFloats tiny;
    auto spec = spec_with(QuantizeMethod::nearest, 7, 1);
    CHECK(core::needs_images(tiny.spec, spec));
    spec.formats = core::FormatChoice::network;
    spec.bias_correction = false;
    CHECK(core::needs_images(tiny.spec, spec));  // formats are auto
    for (auto& layer : tiny.spec.layers)
        if (auto* output = core::output_of(layer.kind)) *output = {8, true, 4, false};
    CHECK_FALSE(core::needs_images(tiny.spec, spec));
    CHECK_NOTHROW(core::quantize(tiny.build(), spec, {}));
    spec.all.method = QuantizeMethod::error_feedback;
    CHECK(core::needs_images(tiny.spec, spec));
}
