// SPDX-License-Identifier: Apache-2.0
// Does the simulated digits chip compute what the integer model that trained it computes, on every test image?
#include "modules/core/graph/verify.h"
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "sim/config/npz.h"
#include "sim/run/run_images.h"

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

// What each output of a convolution adds up, written down from its weights: taps in [kernel_h][kernel_w][channels]
// order.
std::vector<core::LinearForm> rows_of(const core::Conv& conv) {
    std::vector<core::LinearForm> rows(static_cast<std::size_t>(conv.out.channels));
    const int in = conv.in.channels / conv.groups;
    const int out = conv.out.channels / conv.groups;
    std::size_t next = 0;
    for (int o = 0; o < conv.out.channels; ++o) {
        auto& row = rows[static_cast<std::size_t>(o)];
        const int shift = conv.shift[static_cast<std::size_t>(o)];
        row.constant = conv.bias[static_cast<std::size_t>(o)] + (shift > 0 ? std::int64_t{1} << (shift - 1) : 0);
        for (int tap = 0; tap < conv.window.kernel_h * conv.window.kernel_w; ++tap)
            for (int i = 0; i < in; ++i, ++next)
                if (conv.weights[next] != 0)
                    row.coefficients[static_cast<std::uint32_t>(tap * conv.in.channels + o / out * in + i)] =
                        conv.weights[next];
    }
    return rows;
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

// Multiplied out by code that knows nothing of the builder.
TEST_CASE("every adder graph of the shipped designs is its matrix of weights") {
    for (const char* file : {"digits.yaml", "digits_hardwired.yaml"}) {
        int graphs = 0;
        for (const core::StageDesign& stage : load(kRoot + "/configs/designs/" + file).design.stages) {
            const auto* conv = std::get_if<core::Conv>(&stage.op);
            if (conv == nullptr) continue;
            INFO(file << ": " << stage.name);
            CHECK_NOTHROW(core::verify(*stage.graph, rows_of(*conv)));
            ++graphs;
        }
        CHECK(graphs >= 11);
    }
}

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
