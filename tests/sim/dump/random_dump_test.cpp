// SPDX-License-Identifier: Apache-2.0
// Is every tensor dumped whole, whatever its consumer leaves unread? Random networks against the naive reference.
// HASHIFLEX_DUMPS=600 for the long form.
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/chip/simulate.h"
#include "sim/dump/tensor_recorder.h"
#include "tests/support/in_child.h"
#include "tests/support/naive.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <cstring>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

constexpr std::uint64_t kImages = 2;

// A value of a .npy array: '|u1', '<i2', ...
std::int64_t value_at(const std::string& dtype, const char* from) {
    const auto bytes = static_cast<std::size_t>(dtype[2] - '0');
    std::int64_t value = 0;
    std::memcpy(&value, from, bytes);
    const bool negative = dtype[1] == 'i' && bytes < 8 && (value >> (8 * bytes - 1)) != 0;
    return negative ? value - (std::int64_t{1} << (8 * bytes)) : value;
}

std::string compare(const RecordedTensor& tensor, const std::vector<core::Tensor>& expected) {
    const std::string_view bytes = tensor.bytes(kImages);
    const std::size_t width = static_cast<std::size_t>(tensor.dtype()[2] - '0');
    std::size_t at = 0;
    for (const core::Tensor& image : expected)
        for (const auto value : image) {
            if (value_at(tensor.dtype(), bytes.data() + at) != value)
                return "value " + std::to_string(at / width) + " differs from the reference";
            at += width;
        }
    return at == bytes.size() ? "" : "another size";
}

std::string try_design(std::uint64_t seed) {
    return in_child([&]() -> std::string {
        RandomOptions random_options;
        random_options.images = static_cast<int>(kImages);
        const RandomDesign random = random_design(seed, random_options);
        const core::Network network = core::build_network(random.network, random.weights);
        const core::Design design = core::resolve(network, random.hardware);
        std::vector<int> producers{core::kSource};
        for (std::size_t s = 0; s < design.stages.size(); ++s) producers.push_back(static_cast<int>(s));
        TensorRecorder recorder(design, producers, kImages);
        SimulateOptions options;
        options.images = kImages;
        options.chip.connect = [&](auto& from, auto& to, const std::string& wire) { recorder.connect(from, to, wire); };
        options.settled = [&](std::uint64_t images) { return recorder.whole_images() >= images; };
        const Measured measured = simulate(design, random.images, options);
        if (measured.images.size() != kImages) return "the run did not end";

        std::vector<std::vector<core::Tensor>> tensors;
        for (std::uint64_t i = 0; i < kImages; ++i) tensors.push_back(naive(network, random.images[i]));
        for (const RecordedTensor& tensor : recorder.tensors()) {
            const int p = tensor.producer();
            const std::string name = p == core::kSource ? "input" : design.stages[static_cast<std::size_t>(p)].name;
            for (std::size_t layer = 0; layer <= network.layers.size(); ++layer) {
                if (name != (layer == 0 ? "input" : network.layers[layer - 1].name)) continue;
                const std::string difference = compare(tensor, {tensors[0][layer], tensors[1][layer]});
                if (!difference.empty()) return name + ": " + difference;
            }
        }
        return "";
    });
}

}  // namespace

TEST_CASE("every tensor of a random network is dumped whole", "[random]") {
    const char* const wanted = std::getenv("HASHIFLEX_DUMPS");
    const int designs = wanted != nullptr ? std::atoi(wanted) : 60;
    for (int seed = 0; seed < designs; ++seed) {
        INFO("seed " << seed);
        REQUIRE(try_design(static_cast<std::uint64_t>(seed)) == "");
    }
}
