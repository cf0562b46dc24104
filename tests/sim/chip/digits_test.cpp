// SPDX-License-Identifier: Apache-2.0
// Does the simulated digits chip compute what the integer model that trained it computes, on every test image?
#include "sim/chip/simulate.h"
#include "sim/cli/run_images.h"
#include "sim/config/load.h"
#include "sim/config/npz.h"

#include <catch2/catch.hpp>

using namespace hashiflex;

namespace {

const std::string kRoot = HASHIFLEX_SOURCE_DIR;

struct DigitsRun {
    LoadedDesign loaded;
    Measured measured;
};

DigitsRun simulate_digits(const std::string& design, const std::vector<std::string>& sets = {}) {
    DigitsRun run{load(kRoot + "/configs/designs/" + design, sets), {}};
    const RunImages images = test_images(*run.loaded.network.test_set, run.loaded.design.source.type.shape);
    SimulateOptions options;
    options.images = images.images.size();
    run.measured = simulate(run.loaded.design, images.images, options);
    return run;
}

// golden.npz comes from workloads/digits/integer_model.py: plain numpy integers.
void require_golden(const DigitsRun& run) {
    const core::WeightSet golden = load_npz(kRoot + "/workloads/digits/golden.npz");
    const auto& sums = golden.at("sums");
    const auto& logits = golden.at("logits");
    const auto& classes = golden.at("top1_all");
    REQUIRE(run.measured.images.size() == classes.integers.size());
    for (std::size_t i = 0; i < classes.integers.size(); ++i) {
        INFO("image " << i);
        REQUIRE(run.measured.images[i].top1 == classes.integers[i]);
    }
    constexpr std::size_t kClasses = 10;
    REQUIRE(sums.shape == std::vector<std::size_t>{32, kClasses});
    for (std::size_t n = 0; n < sums.integers.size(); ++n) {
        INFO("image " << n / kClasses << ", class " << n % kClasses);
        const std::int32_t sum = run.measured.images[n / kClasses].sums[n % kClasses];
        REQUIRE(sum == sums.integers[n]);
        const float logit = static_cast<float>(sum) * run.loaded.design.logit_scale[n % kClasses];
        REQUIRE(logit == logits.reals[n]);
    }
}

}  // namespace

TEST_CASE("the digits chip with NPU equals the integer model on all test images") {
    const DigitsRun run = simulate_digits("digits.yaml");
    require_golden(run);
    REQUIRE(run.measured.cycles_per_image.has_value());
    CHECK(run.measured.cycles_per_image->numerator == 16);
    CHECK(run.measured.cycles_per_image->denominator == 1);
}

TEST_CASE("the hardwired digits chip equals the integer model on all test images") {
    require_golden(simulate_digits("digits_hardwired.yaml"));
}

TEST_CASE("lanes, depths, pipelining and NPU shape change no value of the digits chip") {
    require_golden(simulate_digits(
        "digits.yaml", {"target_cycles_per_image=37", "adder_levels_per_stage=5", "npu.rows=7", "npu.columns=3",
                        "npu.accumulator=ripple", "stages.b1_dw.input_depth=[11]", "stages.b1_dw.fifo_depth=2",
                        "stages.stem.lanes=3", "input.lanes=5", "clock.mhz=1"}));
}
