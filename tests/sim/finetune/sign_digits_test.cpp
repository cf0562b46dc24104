// SPDX-License-Identifier: Apache-2.0
// Does the datapath of the sign digits compute what the integer model that trained them computes?
#include "modules/core/network/evaluate.h"
#include "sim/config/load.h"
#include "sim/config/npz.h"
#include "sim/fast/image_values.h"
#include "sim/run/run_images.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hashiflex;

namespace {

const std::string kRoot = HASHIFLEX_SOURCE_DIR;
const std::string kDesign = kRoot + "/configs/designs/sign_digits.yaml";

}  // namespace

// golden.npz comes from workloads/digits/integer_model.py: plain numpy integers.
TEST_CASE("every tensor and every answer of the sign digits is that of the integer model") {
    const LoadedNetwork network = load_network_of(load_design(kDesign));
    const LoadedDesign loaded = load(kDesign);
    const RunImages images = test_images(*network.file.test_set, network.network.input.shape);
    const core::WeightSet golden = load_npz(kRoot + "/workloads/sign_digits/golden.npz");
    const std::size_t kept = golden.at("sums").shape[0];
    REQUIRE(kept >= 8);
    for (std::size_t image = 0; image < kept; ++image) {
        const auto tensors = core::evaluate(network.network, images.images[image]);
        for (std::size_t layer = 0; layer < network.network.layers.size(); ++layer) {
            const std::string& name = network.network.layers[layer].name;
            const auto& expected = golden.at(name == "fc" ? "sums" : name).integers;
            const core::Tensor& found = tensors[layer + 1];
            REQUIRE(expected.size() == kept * found.size());
            INFO("image " << image << ", layer " << name);
            REQUIRE(std::equal(found.begin(), found.end(),
                               expected.begin() + static_cast<std::ptrdiff_t>(image * found.size())));
        }
    }
    const auto values = evaluate_images(loaded.design, images.images, images.images.size(), 1, nullptr, [](auto) {});
    const auto& classes = golden.at("top1_all").integers;
    REQUIRE(values.size() == classes.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        INFO("image " << i);
        REQUIRE(values[i].top1 == classes[i]);
    }
}
