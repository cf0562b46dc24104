// SPDX-License-Identifier: Apache-2.0
// Is the rate of a design known, whatever a run sees of it, up to the bound and not beyond?
#include "modules/core/design/resolve.h"
#include "modules/core/timing/fast_timing.h"
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

// Images of one beat. The source offers one a cycle, `b` takes one in two: the FIFO between them grows by a beat with
// each image that is done, and the state comes back once it is full.
Design slowly_filled(int depth) {
    HardwareSpec hardware;
    hardware.stages["a"].fifo_depth = depth;
    hardware.stages["b"].fifo_depth = 1;
    return resolve(SampleNetwork(1, 1).point("a").point("b").build(), hardware);
}

bool known(int depth, std::int64_t images) {
    return rate_of(slowly_filled(depth), 1, images).cycles > 0;
}

// By how many images the state comes back later than the FIFO is deep.
int delay() {
    int images = 2;
    while (!known(10, images)) ++images;
    return images - 10;
}

bool seen_by(const Design& design, std::int64_t images) {
    TimingOptions options;
    options.images = images;
    return time_images(design, options, [](const Timing&) { return Cycle{0}; }).steady.has_value();
}

}  // namespace

TEST_CASE("A rate is known at the bound, and unknown just beyond it") {
    const int late = delay();
    REQUIRE(known(20, 20 + late));
    REQUIRE_FALSE(known(20, 20 + late - 1));
    const Rate last = rate_of(slowly_filled(4096 - late)), none = rate_of(slowly_filled(4096 - late + 1));
    CHECK(last.cycles == 2);
    CHECK(last.images == 1);
    CHECK(none.cycles == 0);
    CHECK_FALSE(none.deadlock);
    CHECK(none.unknown == "no steady state within 4096 images");
}

TEST_CASE("A rate is that of the run as soon as the run sees it by itself") {
    for (const int depth : {2, 3, 9, 40}) {
        const Design design = slowly_filled(depth);
        for (const std::int64_t images : {1, 10, 20, 30, 60, 100}) {
            INFO("depth " << depth << ", " << images << " images");
            const Rate rate = rate_of(design, images);
            CHECK(rate.cycles == 2 * rate.images);
            CHECK(rate.in_run == seen_by(design, images));
        }
    }
}

// The front needs 4 cycles per image, the NPU 5: a million images would not fill what is between them.
TEST_CASE("A rate is known where the state takes long to come back, if it is that of the slowest stage") {
    HardwareSpec hardware;
    hardware.stages["a"].fifo_depth = 1000000;
    hardware.npu = NpuSpec{};
    hardware.npu->rows = 4;
    hardware.npu->columns = 1;
    const Rate rate = rate_of(resolve(SampleNetwork(1, 4).point("a").classifier("fc", 5, 4).build(), hardware));
    CHECK(rate.cycles == 5 * rate.images);
    CHECK_FALSE(rate.in_run);
}

TEST_CASE("What is found past a run changes nothing of the run") {
    const Design design = slowly_filled(30);
    for (const std::int64_t images : {1, 5, 29, 60}) {
        TimingOptions options;
        options.images = images;
        const auto end = [](const Timing&) { return Cycle{0}; };
        const Timing alone = time_images(design, options, end);
        options.find_rate = true;
        const Timing both = time_images(design, options, end);
        CHECK(both.total == alone.total);
        CHECK(both.source_done == alone.source_done);
        CHECK(both.done.size() == alone.done.size());
        CHECK(both.fifo_high_water == alone.fifo_high_water);
        CHECK(both.input_high_water == alone.input_high_water);
        CHECK(both.cycles.source.blocked == alone.cycles.source.blocked);
        CHECK(both.cycles.stages[0].busy == alone.cycles.stages[0].busy);
        CHECK(both.steady.has_value() == alone.steady.has_value());
    }
}

TEST_CASE("A design that deadlocks has no rate, and the buffer is named") {
    HardwareSpec hardware;
    hardware.stages["sum"].input_depth = {2, std::nullopt};
    const auto network = SampleNetwork(6, 6).point("a").conv("b", 3).conv("c", 3).add("sum", {"a", "c"}).build();
    const Rate rate = rate_of(resolve(network, hardware));
    CHECK(rate.cycles == 0);
    CHECK(rate.deadlock);
    CHECK(rate.unknown ==
          "deadlock: buffer 'sum.in0' (depth 2) is full, and stage 'sum' waits for more beats before it can go on");
}
