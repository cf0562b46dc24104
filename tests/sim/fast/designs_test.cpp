// SPDX-License-Identifier: Apache-2.0
// Does the recurrence engine report what SystemC reports of the shipped designs, and of a million images what follows
// from a few?
#include "sim/config/load.h"
#include "sim/fast/simulate_fast.h"
#include "sim/run/run_images.h"
#include "tests/support/compare_measured.h"
#include "tests/support/in_child.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

LoadedDesign design(const std::string& name, const std::vector<std::string>& overrides = {}) {
    return load(HASHIFLEX_SOURCE_DIR "/configs/designs/" + name + ".yaml", overrides);
}

void require_same(const LoadedDesign& loaded, const ImageSet& images, const SimulateOptions& options) {
    const Measured fast = simulate_fast(loaded.design, images, options, 2);
    REQUIRE(fast.images.size() == options.images);
    REQUIRE(in_child([&] { return difference_of_systemc(loaded.design, images, options, fast); }) == "");
}

void require_same_time(const std::string& name, std::uint64_t images, std::optional<std::uint64_t> reprogram_at = {}) {
    INFO(name << ", " << images << " images");
    const LoadedDesign loaded = design(name);
    SimulateOptions options;
    options.images = images;
    options.reprogram_at = reprogram_at;
    options.chip.values = {0, 0};
    require_same(loaded, synthetic_images(loaded.design.source.type.shape, 1, 1).images, options);
}

}  // namespace

TEST_CASE("the digits chip with its test set: the same from both engines, values and reprogramming included") {
    const LoadedDesign loaded = design("digits");
    SimulateOptions options;
    options.images = 400;  // more than there are
    options.reprogram_at = 5;
    require_same(loaded, test_images(*loaded.network.test_set, loaded.design.source.type.shape).images, options);
}

TEST_CASE("the hardwired digits chip: the same from both engines") {
    const LoadedDesign loaded = design("digits_hardwired");
    SimulateOptions options;
    options.images = 30;
    require_same(loaded, test_images(*loaded.network.test_set, loaded.design.source.type.shape).images, options);
}

TEST_CASE("the MobileNetV2 chip with NPU takes the same cycles in both engines") {
    require_same_time("mobilenetv2_224", 30, 2);
}

TEST_CASE("the hardwired MobileNetV2 chip takes the same cycles in both engines") {
    require_same_time("mobilenetv2_224_hardwired", 12);
}

TEST_CASE("of two buffers that can never empty, both engines name the first") {
    const LoadedDesign loaded =
        design("digits", {"stages.b1_dw.input_depth=[3]", "stages.b1_add.input_depth=[3, auto]"});
    const ImageSet images = synthetic_images(loaded.design.source.type.shape, 1, 1).images;
    SimulateOptions options;
    options.images = 3;
    const Measured fast = simulate_fast(loaded.design, images, options);
    REQUIRE(fast.deadlock.has_value());
    REQUIRE_THAT(*fast.deadlock, Catch::Matchers::Contains("'b1_dw.in' (depth 3)"));
    REQUIRE(in_child([&] { return difference_of_systemc(loaded.design, images, options, fast); }) == "");
}

TEST_CASE("a steady state that SystemC has not seen yet is known all the same, and marked") {
    const LoadedDesign loaded = design("digits");
    const ImageSet images = synthetic_images(loaded.design.source.type.shape, 1, 1).images;
    int without = 0;
    for (std::uint64_t count = 1; count < 16; ++count) {
        SimulateOptions options;
        options.images = count;
        require_same(loaded, images, options);
        const Measured fast = simulate_fast(loaded.design, images, options);
        REQUIRE(fast.cycles_per_image);
        CHECK(fast.cycles_per_image->numerator == 16);
        without += fast.rate_in_run ? 0 : 1;
    }
    CHECK(without > 0);
    CHECK(without < 15);
}

// By arithmetic on the SystemC-checked run of 40 images: in the steady state everything grows linearly.
TEST_CASE("a million images are what a few say they are") {
    const LoadedDesign loaded = design("digits");
    const ImageSet images = synthetic_images(loaded.design.source.type.shape, 3, 1).images;
    const auto run = [&](std::uint64_t count) {
        SimulateOptions options;
        options.images = count;
        return simulate_fast(loaded.design, images, options);
    };
    const Measured few = run(40), more = run(41), million = run(1000000);
    const std::uint64_t rest = 1000000 - 40;
    REQUIRE(million.images.size() == 1000000);
    CHECK(million.cycles_per_image->numerator == few.cycles_per_image->numerator);
    CHECK(million.total_cycles == few.total_cycles + rest * (more.total_cycles - few.total_cycles));
    CHECK(million.images.back().done_cycle + 1 == million.total_cycles);
    for (std::size_t s = 0; s < few.stages.size(); ++s) {
        CHECK(million.stages[s].busy == few.stages[s].busy + rest * (more.stages[s].busy - few.stages[s].busy));
        CHECK(million.stages[s].blocked ==
              few.stages[s].blocked + rest * (more.stages[s].blocked - few.stages[s].blocked));
        CHECK(million.fifo_high_water[s] == few.fifo_high_water[s]);
    }
}

TEST_CASE("the sums of as many images are kept as were asked for, by both engines") {
    const LoadedDesign loaded = design("digits");
    SimulateOptions options;
    options.images = 4;
    options.keep_sums = 2;
    const ImageSet images = test_images(*loaded.network.test_set, loaded.design.source.type.shape).images;
    const auto kept = [](const Measured& measured) {
        std::string text;
        for (const auto& image : measured.images)
            text += image.sums.size() == 10 ? "sums " : image.sums.empty() ? "none " : "?";
        return text;
    };
    CHECK(kept(simulate_fast(loaded.design, images, options)) == "sums sums none none ");
    CHECK(in_child([&] { return kept(simulate(loaded.design, images, options)); }) == "sums sums none none ");
}
