// SPDX-License-Identifier: Apache-2.0
// Are the times of small designs those that one computes by hand?
#include "modules/core/timing/recurrence.h"

#include "modules/core/design/resolve.h"
#include "tests/core/sample_network.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;
using Cycles = std::vector<Cycle>;

namespace {

RecurrenceTimes times_of(const Design& design, std::int64_t images) {
    RecurrenceOptions options;
    options.images = images;
    return solve(design, options);
}

// 1x4 pixels, one at a time, through one stage without latency.
Design one_stage(std::optional<int> fifo_depth) {
    HardwareSpec hardware;
    hardware.stages["a"].fifo_depth = fifo_depth;
    return resolve(SampleNetwork(1, 4).point("a").build(), hardware);
}

Cycle last_distance(const RecurrenceTimes& times) {
    return times.image_done.back() - times.image_done[times.image_done.size() - 2];
}

}  // namespace

TEST_CASE("A beat takes one cycle to arrive, one to start and one to leave") {
    const auto times = times_of(one_stage(2), 1);
    CHECK(times.moves[0][0] == Cycles{0, 1, 2, 3});
    CHECK(times.steps[0] == Cycles{1, 2, 3, 4});
    CHECK(times.releases[0][0] == Cycles{1, 2, 3, 4});
    CHECK(times.results == Cycles{2, 3, 4, 5});
    CHECK(times.image_done == Cycles{5});
}

TEST_CASE("An output FIFO of depth 1 carries half rate, of depth 2 full rate") {
    const auto half = times_of(one_stage(1), 2);
    CHECK(half.steps[0] == Cycles{1, 3, 5, 7, 9, 11, 13, 15});
    CHECK(half.results == Cycles{2, 4, 6, 8, 10, 12, 14, 16});
    const auto full = times_of(one_stage(2), 2);
    CHECK(full.steps[0] == Cycles{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(full.image_done == Cycles{5, 9});
}

TEST_CASE("An input buffer of depth 1 carries half rate") {
    HardwareSpec hardware;
    hardware.stages["a"].input_depth = {1};
    const auto times = times_of(resolve(SampleNetwork(1, 3).point("a").build(), hardware), 1);
    CHECK(times.moves[0][0] == Cycles{0, 2, 4});
    CHECK(times.steps[0] == Cycles{1, 3, 5});
}

TEST_CASE("With latency L, L + 2 places carry full rate and L + 1 do not") {
    for (const int levels : {1, 2, 4}) {
        HardwareSpec hardware;
        hardware.adder_levels_per_stage = levels;
        const int latency = 4 / levels;  // of nine terms
        const auto per_image = [&](std::optional<int> depth) {
            hardware.stages["a"].fifo_depth = depth;
            return last_distance(times_of(resolve(SampleNetwork(6, 6).conv("a", 3).build(), hardware), 8));
        };
        CHECK(per_image({}) == 36);
        CHECK(per_image(latency + 2) == 36);
        CHECK(per_image(latency + 1) > 36);
    }
}

// 11 classes of 1 pixel, 4 cycles an image at best: 3 classes a step, 4 steps. The sums start at 1, and are 0 registers
// behind: they move at 2, and the argmax takes its steps at 3 to 6. Two levels join 3 classes.
TEST_CASE("An argmax ends its image as many cycles later as it has steps and registers") {
    HardwareSpec hardware;
    hardware.classifier = ClassifierSite::hardwired;
    hardware.target_cycles_per_image = 4;
    hardware.adder_levels_per_stage = 1;
    const Design design = resolve(SampleNetwork(1, 1).classifier("c", 11, 1).build(), hardware);
    REQUIRE(design.stages[0].latency == 0);
    REQUIRE(design.stages[1].latency == 1 + 2 + 1);
    CHECK(design.stages[1].fifo.depth == 1 + 5 / 4);
    CHECK(design.stages[1].inputs[0].depth == 2);  // the next beat comes with the step that gives this one up
    const auto times = times_of(design, 3);
    CHECK(times.moves[1][0] == Cycles{2, 4, 7});  // the buffer of c has one place, that of the argmax two
    CHECK(times.steps[1] == Cycles{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14});
    CHECK(times.image_done == Cycles{6 + 4 + 1, 10 + 4 + 1, 14 + 4 + 1});
}

TEST_CASE("Beats that start g steps apart need 1 + floor((L + 1) / g) places") {
    for (const int classes : {2, 3, 4, 6, 7, 20})
        for (const int levels : {1, 2}) {
            HardwareSpec hardware;
            hardware.classifier = ClassifierSite::hardwired;
            hardware.target_cycles_per_image = classes;
            hardware.adder_levels_per_stage = levels;
            const auto per_image = [&](std::optional<int> depth) {
                hardware.stages["c_argmax"].fifo_depth = depth;
                return last_distance(
                    times_of(resolve(SampleNetwork(1, 1).classifier("c", classes, 1).build(), hardware), 8));
            };
            const int depth = 1 + (2 + 1) / classes;  // of operands, and the best so far
            CHECK(per_image({}) == classes);
            CHECK(per_image(depth) == classes);
            if (depth > 1) CHECK(per_image(depth - 1) > classes);
        }
}

TEST_CASE("A 3x3 window starts one row and a pixel behind its centre") {
    HardwareSpec hardware;
    hardware.adder_levels_per_stage = 1;
    const auto times = times_of(resolve(SampleNetwork(3, 3).conv("a", 3).build(), hardware), 1);
    // Beats 5, 6, 8 and 9 arrive at 4, 5, 7, 8; the row's last window needs no more than the one before it.
    CHECK(times.steps[0] == Cycles{5, 6, 7, 8, 9, 10, 11, 12, 13});
    CHECK(times.results.front() == 5 + 4 + 1);  // four levels of adders
    CHECK(times.image_done == Cycles{13 + 4 + 1});
}

TEST_CASE("A chain takes its largest beats per image") {
    Random random(41);
    for (int trial = 0; trial < 30; ++trial) {
        const int height = random.between(1, 5), width = random.between(1, 8);
        SampleNetwork network(height, width);
        HardwareSpec hardware;
        hardware.input.lanes = random.between(1, width);
        int most = height * ((width + *hardware.input.lanes - 1) / *hardware.input.lanes);
        for (const char* name : {"a", "b", "c", "d"}) {
            network.point(name);
            const int lanes = random.between(1, width);
            hardware.stages[name].lanes = lanes;
            most = std::max(most, height * ((width + lanes - 1) / lanes));
        }
        const Design design = resolve(network.build(), hardware);
        CHECK(design.ideal_cycles_per_image() == most);
        CHECK(last_distance(times_of(design, 12)) == most);
    }
}

TEST_CASE("A fork moves on when its slower branch has taken the beat") {
    HardwareSpec hardware;
    hardware.stages["b"].input_depth = {1};
    SampleNetwork network(1, 3);
    network.point("a").point("b").point("c", {"a"}).add("sum", {"b", "c"});
    const auto times = times_of(resolve(network.build(), hardware), 1);
    CHECK(times.moves[1][0] == Cycles{2, 4, 6});  // b has one place: a beat, its step, the next beat
    CHECK(times.moves[2][0] == Cycles{2, 3, 5});  // offered one cycle after the slower of both took the beat before
}

TEST_CASE("A stalled source and sink delay beats, and a full buffer holds the rest") {
    RecurrenceOptions options;
    options.source_open = [](Cycle t) { return t >= 3 && t != 5; };
    options.sink_ready = [](Cycle t) { return t >= 10; };
    const auto times = solve(one_stage(2), options);
    CHECK(times.results == Cycles{10, 11, 12, 13});
    CHECK(times.steps[0] == Cycles{4, 5, 11, 12});  // two places, then one for each that leaves
    CHECK(times.moves[0][0][0] == 3);
    CHECK(times.moves[0][0][1] == 4);
    CHECK(times.moves[0][0][2] >= 6);
}

TEST_CASE("A deadlock ends, with the images that came through") {
    HardwareSpec hardware;
    hardware.stages["sum"].input_depth = {1, std::nullopt};
    SampleNetwork network(4, 4);
    network.point("a").conv("b", 3).add("sum", {"a", "b"});
    CHECK(times_of(resolve(network.build(), hardware), 3).image_done.empty());
}
