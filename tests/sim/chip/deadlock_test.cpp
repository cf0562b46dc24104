// SPDX-License-Identifier: Apache-2.0
// Is a deadlock found, and the right buffer named?
#include "modules/core/timing/auto_depth.h"
#include "sim/chip/simulate.h"
#include "sim/config/load.h"

#include <catch2/catch.hpp>

using namespace hashiflex;

namespace {

std::optional<std::string> deadlock_of(const std::string& override) {
    const LoadedDesign loaded = load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {override});
    SimulateOptions options;
    options.images = 3;
    const ImageSet images(1, std::vector<std::uint8_t>(64, 7));
    return simulate(loaded.design, images, options).deadlock;
}

}  // namespace

// The 3x3 windows of b1_dw on rows of two beats need two rows before the first output: the skip buffer of b1_add must
// hold what passes meanwhile.
TEST_CASE("a skip buffer that is too small for the way around it is named") {
    const auto deadlock = deadlock_of("stages.b1_add.input_depth=[2, auto]");
    REQUIRE(deadlock.has_value());
    CHECK(deadlock->find("'b1_add.in0' (depth 2)") != std::string::npos);
}

// A window on rows of two beats sees the beats of rows 0, 1 and 2: five beats at the fewest.
TEST_CASE("a line buffer that cannot hold a window is named") {
    const auto deadlock = deadlock_of("stages.b1_dw.input_depth=[3]");
    REQUIRE(deadlock.has_value());
    CHECK(deadlock->find("'b1_dw.in' (depth 3)") != std::string::npos);
}

TEST_CASE("a buffer that only throttles is named as the limit") {
    const LoadedDesign loaded =
        load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {"stages.b1_add.input_depth=[14, auto]"});
    CHECK(core::limiting_buffer(loaded.design) == std::optional<std::string>("b1_add.in0"));
}
