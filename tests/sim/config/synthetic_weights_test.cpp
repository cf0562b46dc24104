// SPDX-License-Identifier: Apache-2.0
// Are made-up weights the same everywhere, allowed by their layers, and spread as measured; can files ask for them?
#include "modules/core/network/synthetic_weights.h"

#include "modules/core/network/build.h"
#include "modules/core/network/evaluate.h"
#include "sim/config/load.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"

#include <boost/crc.hpp>
#include <catch2/catch.hpp>

#include <cstdlib>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const std::string kRoot = HASHIFLEX_SOURCE_DIR;

core::NetworkSpec mobilenet() {
    return load_network(kRoot + "/workloads/mobilenetv2/network.yaml").spec;
}

std::uint32_t checksum(const core::WeightSet& set) {
    boost::crc_32_type crc;
    for (const auto& [name, array] : set) {
        crc.process_bytes(name.data(), name.size());
        for (const std::int64_t value : array.integers)
            for (int byte = 0; byte < 8; ++byte)
                crc.process_byte(static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> (8 * byte)));
        for (const float value : array.reals) crc.process_byte(static_cast<unsigned char>(value * 262144.0F - 256.0F));
    }
    return crc.checksum();
}

// Shares of zeros, and of exponents from the largest down, in percent.
struct Shares {
    double zeros = 0;
    std::vector<double> exponents = std::vector<double>(7, 0.0);
};

Shares shares(const core::WeightSet& set, const std::string& kind) {
    Shares result;
    double all = 0, set_bits = 0;
    for (const auto& [name, array] : set) {
        if (name.find(kind + ".weight") == std::string::npos) continue;
        for (const std::int64_t value : array.integers) {
            all += 1;
            if (value == 0) {
                result.zeros += 1;
                continue;
            }
            int exponent = 0;
            while (std::int64_t{1} << exponent != std::abs(value)) ++exponent;
            result.exponents.at(static_cast<std::size_t>(6 - exponent)) += 1;
            set_bits += 1;
        }
    }
    result.zeros *= 100 / all;
    for (double& share : result.exponents) share *= 100 / set_bits;
    return result;
}

const char* const kSmall = R"(name: small
input: {height: 6, width: 5, channels: 3, offset: 100, frac: 4}
weights: {synthetic: {seed: 9}}
layers:
  - {name: a, kind: conv, kernel: 3, channels: 4, activation: relu, output: {bits: 8, signed: false, frac: 4}, levels: 4, terms: 3}
  - {name: b, kind: conv, kernel: 1, groups: 2, channels: 8, output: {bits: 16, signed: true, frac: 3}, levels: 16}
  - {name: c, kind: conv, inputs: [a], kernel: 1, channels: 8, output: {bits: 4, signed: true, frac: -3}, levels: 1}
  - {name: d, kind: add, inputs: [b, c], output: {bits: 8, signed: true, frac: -2}}
  - {name: e, kind: concat, inputs: [d, d]}
  - {name: f, kind: max_pool, kernel: 2}
  - {name: g, kind: linear, channels: 6, output: {bits: 8, signed: true, frac: 2}, levels: 5}
  - {name: h, kind: classifier, classes: 5, weight_bits: 2}
)";

}  // namespace

TEST_CASE("equal seeds give equal synthetic weights, on every host") {
    const core::NetworkSpec network = mobilenet();
    const std::uint32_t first = checksum(core::synthetic_weights(network, {1}));
    CHECK(first == checksum(core::synthetic_weights(network, {1})));
    CHECK(first == 0x002b82ca);  // from any compiler (tests/long.sh compares whole reports)
    CHECK(first != checksum(core::synthetic_weights(network, {2})));
}

TEST_CASE("a layer keeps its synthetic weights when another one changes its name") {
    core::NetworkSpec network = mobilenet();
    const core::WeightSet before = core::synthetic_weights(network, {1});
    network.layers.front().name = "other";
    const core::WeightSet after = core::synthetic_weights(network, {1});
    CHECK(before.at("b1_dw.weight").integers == after.at("b1_dw.weight").integers);
    CHECK(before.at("stem.weight").integers != after.at("other.weight").integers);
}

TEST_CASE("synthetic exponents are spread as in the real network") {
    const core::WeightSet set = core::synthetic_weights(mobilenet(), {1});
    const std::vector<double> dense{3, 19, 30, 23, 13, 7, 3}, depthwise{29, 30, 20, 11, 6, 3, 2};
    const Shares expand = shares(set, "_expand"), dw = shares(set, "_dw");
    for (std::size_t i = 0; i < 7; ++i) {
        CHECK(expand.exponents[i] == Approx(dense[i] / 0.98).margin(0.3));
        CHECK(dw.exponents[i] == Approx(depthwise[i] / 1.01).margin(1));
    }
    CHECK(expand.zeros == Approx(3.6).margin(0.2));
    CHECK(dw.zeros == Approx(1.5).margin(0.3));
}

// build_network judges every weight.
TEST_CASE("synthetic weights obey levels and terms of layers of every kind") {
    for (const int seed : {0, 1, 2}) {
        const NetworkFile file = read_network(parse_document(kSmall, "n.yaml"));
        CHECK(file.synthetic->seed == 9);
        CHECK(file.weights == "n.yaml");
        CHECK_NOTHROW(core::build_network(file.spec, core::synthetic_weights(file.spec, {seed})));
    }
}

TEST_CASE("activations stay alive through all of MobileNetV2 with synthetic weights") {
    const core::NetworkSpec spec = mobilenet();
    const core::Network network = core::build_network(spec, core::synthetic_weights(spec, {1}));
    std::vector<std::uint8_t> pixels(224 * 224 * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * i * 7 / 1000 + i % 224);
    const std::vector<core::Tensor> tensors = core::evaluate(network, pixels);
    for (std::size_t i = 0; i + 1 < network.layers.size(); ++i) {
        const core::Tensor& values = tensors[i + 1];
        const core::Interval range = network.layers[i].out.range;
        double zeros = 0, clamped = 0;
        for (const std::int32_t value : values) {
            zeros += value == 0 ? 1 : 0;
            clamped += value != 0 && (value == range.lo || value == range.hi) ? 1 : 0;
        }
        INFO(network.layers[i].name << ": zeros " << zeros / static_cast<double>(values.size()) << ", clamped "
                                    << clamped / static_cast<double>(values.size()));
        CHECK(zeros < 0.6 * static_cast<double>(values.size()));
        CHECK(clamped < 0.2 * static_cast<double>(values.size()));
    }
}

TEST_CASE("a network whose shapes are wrong is explained by the builder") {
    NetworkFile file = read_network(parse_document(with(kSmall, "kernel: 2}", "kernel: 60}"), "n.yaml"));
    const core::WeightSet set = core::synthetic_weights(file.spec, {1});
    CHECK_THROWS_WITH(core::build_network(file.spec, set), Catch::Contains("60"));
}

TEST_CASE("a seed that is none is explained") {
    const auto error = [](const std::string& weights) {
        return error_of(
            [&] { read_network(parse_document(with(kSmall, "{synthetic: {seed: 9}}", weights), "n.yaml")); });
    };
    CHECK(error("{synthetic: {seed: x}}") ==
          "n.yaml:3: weights.synthetic.seed: found x; allowed: an integer from 0 to 2147483647");
    CHECK(error("{synthetik: {seed: 1}}") ==
          "n.yaml:3: weights.synthetik: found unknown key 'synthetik'; allowed: synthetic, quantize; did you mean "
          "'synthetic'?");
    CHECK(error("[w.npz]") ==
          "n.yaml:3: weights: found a list of 1; allowed: a .npz file, "
          "{synthetic: {seed: 1}}, or {quantize: {model: FILE.npz}}");
}
