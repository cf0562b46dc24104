// SPDX-License-Identifier: Apache-2.0
// Do new weights take effect exactly at the first image after the commit, and do images flow on meanwhile?
#include "modules/core/network/weight_image.h"
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "sim/run/run_images.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

using namespace hashiflex;

namespace {

core::Classifier negated(core::Classifier classifier) {
    for (auto& weight : classifier.weights) weight = static_cast<std::int8_t>(weight == -128 ? 127 : -weight);
    for (auto& bias : classifier.bias) bias = -bias;
    return classifier;
}

}  // namespace

TEST_CASE("the image at which a new weight set takes effect follows from the write port and the commit") {
    const LoadedDesign loaded = load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {"npu.write_port_bytes=3"});
    const core::Design& design = loaded.design;
    const auto& classifier = std::get<core::Classifier>(design.stages.back().op);
    const RunImages images = test_images(*loaded.network.test_set, design.source.type.shape);
    const core::Classifier other = negated(classifier);

    Chip chip("chip", design, ChipOptions{Reprogramming{5, core::pack_weights(other)}, {}, {}, {}, {}});
    std::vector<host::Result> results;
    chip.sink().on_result = [&](host::Result&& result) { results.push_back(std::move(result)); };
    for (std::size_t i = 0; i < 40; ++i) {
        tlm::tlm_generic_payload payload;
        auto pixels = images.images[i];
        payload.set_command(tlm::TLM_WRITE_COMMAND);
        payload.set_data_ptr(pixels.data());
        payload.set_data_length(static_cast<unsigned>(pixels.size()));
        payload.set_streaming_width(static_cast<unsigned>(pixels.size()));
        chip.source().images.get_base_interface().transport_dbg(payload);
        REQUIRE(payload.is_response_ok());
    }
    sc_core::sc_start(chip.clock().period() * 1000);
    REQUIRE(results.size() == 40);

    // 64 x 10 weights, 10 biases of 4 bytes, 10 multipliers of 2: 700 bytes in ceil(700 / 3) = 234 cycles, then the
    // commit.
    const host::WeightWriter& writer = *chip.writer();
    CHECK(writer.write_cycles() == 234);
    REQUIRE(writer.committed().has_value());
    CHECK(*writer.committed() - *writer.first_write() == 234);
    // Image k enters the NPU 16 cycles after image k - 1; the first write follows image 5 by one cycle. The image that
    // enters at the commit's own edge still has the old weights.
    const std::uint64_t commit_after_entry = 1 + 234;
    const std::uint64_t expected = 5 + commit_after_entry / 16 + 1;
    REQUIRE(chip.npu()->first_image_of_set() == expected);
    for (const auto& result : results) {
        const auto& used = result.image < expected ? classifier : other;
        const auto network_features = [&] {
            std::vector<core::Tensor> tensors{core::taken_from(images.images[result.image], design.source.offset)};
            for (const auto& stage : design.stages) {
                std::vector<core::Tensor> inputs;
                for (const auto& input : stage.inputs)
                    inputs.push_back(tensors[static_cast<std::size_t>(input.producer + 1)]);
                tensors.push_back(std::holds_alternative<core::Classifier>(stage.op)
                                      ? test::naive(core::Operator{used}, inputs)
                                      : test::naive(stage.op, inputs));
            }
            return tensors.back();
        }();
        INFO("image " << result.image);
        CHECK(result.values == network_features);
        CHECK(result.label == test::naive_class(network_features, used));
    }
    for (std::size_t i = 1; i < results.size(); ++i) CHECK(results[i].cycle - results[i - 1].cycle == 16);
}

TEST_CASE("a run that ends before the image is reached says so") {
    const LoadedDesign loaded = load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {});
    const RunImages images = test_images(*loaded.network.test_set, loaded.design.source.type.shape);
    SimulateOptions options;
    options.images = 4;
    options.reprogram_at = 10;
    const Measured measured = simulate(loaded.design, images.images, options);
    REQUIRE(measured.reprogram.has_value());
    CHECK_FALSE(measured.reprogram->reached);
    CHECK_FALSE(measured.reprogram->completed);
    CHECK_FALSE(measured.reprogram->first_image.has_value());
}

TEST_CASE("a design without NPU cannot be reprogrammed") {
    const LoadedDesign loaded = load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits_hardwired.yaml", {});
    SimulateOptions options;
    options.reprogram_at = 0;
    CHECK_THROWS_AS(simulate(loaded.design, ImageSet(1, std::vector<std::uint8_t>(64)), options),
                    std::invalid_argument);
}
