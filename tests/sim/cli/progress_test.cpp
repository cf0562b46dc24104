// SPDX-License-Identifier: Apache-2.0
// When does a line of progress appear, and what does it say?
#include "sim/cli/progress.h"

#include "sim/cli/activity.h"
#include "sim/cli/load_progress.h"
#include "sim/config/load_watch.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;

TEST_CASE("a progress line tells how long it will take") {
    CHECK(progress_line(0, 10, 4096, 2.0) == "0 of 10 images, 0.0 %, 4,096 cycles");
    CHECK(progress_line(1, 4, 1234567, 14.0) == "1 of 4 images, 25.0 %, 1,234,567 cycles, 0:42 left");
    CHECK(progress_line(1000, 2000, 1, 3725.0) == "1,000 of 2,000 images, 50.0 %, 1 cycles, 1:02:05 left");
}

TEST_CASE("a line about points leaves those of an earlier run out of the estimate") {
    CHECK(points_line(0, 0, 1000, 0, 2.0) == "0 of 1,000 points, 0.0 %");
    CHECK(points_line(500, 0, 1000, 3, 42.0) == "500 of 1,000 points, 50.0 %, 3 failed, 0:42 left");
    CHECK(points_line(750, 500, 1000, 0, 42.0) == "750 of 1,000 points, 75.0 %, 0:42 left");
    CHECK(points_line(500, 500, 1000, 0, 42.0) == "500 of 1,000 points, 50.0 %");
}

TEST_CASE("no progress in the first two seconds, then at a steady pace") {
    ProgressPace terminal(true), file(false);
    CHECK_FALSE(terminal.due(1.99));
    CHECK(terminal.due(2.0));
    CHECK_FALSE(terminal.due(2.4));
    CHECK(terminal.due(2.5));
    CHECK(file.due(2.0));
    CHECK_FALSE(file.due(11.9));
    CHECK(file.due(12.0));
}

TEST_CASE("a line about loading says how many weights are done, or for how long it goes on") {
    CHECK(load_line("weights", 0, 0, 12.2) == "weights, 0:13");
    CHECK(load_line("adder graphs", 0, 37748736, 3.0) == "adder graphs: 0 of 37.75 million weights, 0.0 %, 0:03");
    CHECK(load_line("adder graphs", 1000000, 4000000, 14.0) ==
          "adder graphs: 1.000 of 4.000 million weights, 25.0 %, 0:42 left");
}

TEST_CASE("a line about a child says how far it is, or for how long it goes on") {
    CHECK(activity_line("building the RTL simulator", {}, 12.2) == "building the RTL simulator, 0:13");
    CHECK(activity_line("simulating the RTL", {0, 400}, 3.0) == "simulating the RTL: 0.0 %, 0:03");
    CHECK(activity_line("simulating the RTL", {100, 400}, 14.0) == "simulating the RTL: 25.0 %, 0:42 left");
}

TEST_CASE("loading a single large layer says how far it is, channel by channel") {
    const test::TempDir folder;
    folder.write("network.yaml",
                 "name: wide\ninput: {height: 1, width: 1, channels: 8, offset: 0, frac: 0}\n"
                 "weights: {synthetic: {seed: 3}}\nlayers:\n"
                 "  - {name: only, kind: conv, kernel: 1, channels: 20, output: {bits: 8, signed: true, frac: 0}}\n");
    folder.write("design.yaml", "name: wide\nnetwork: network.yaml\ntech: " HASHIFLEX_SOURCE_DIR
                                "/configs/tech/unit.yaml\nclock: {mhz: 1}\n");
    std::vector<std::uint64_t> done;
    load(folder / "design.yaml", {}, [&](const LoadStep& step) {
        if (step.weights > 0) done.push_back(step.weights_done);
    });
    std::vector<std::uint64_t> expected;
    for (std::uint64_t channel = 0; channel <= 20; ++channel) expected.push_back(8 * channel);
    CHECK(done == expected);
}

TEST_CASE("whoever loads a design is told what is done, in order") {
    std::vector<LoadStep> steps;
    load(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml", {}, [&](const LoadStep& step) { steps.push_back(step); });
    REQUIRE(steps.size() > 5);
    CHECK(steps[0].activity == "weights");
    CHECK(steps[1].activity == "network");
    CHECK(steps.back().activity == "buffer depths");
    std::uint64_t before = 0;
    for (std::size_t i = 2; i + 1 < steps.size(); ++i) {
        CHECK(steps[i].activity == "adder graphs");
        CHECK(steps[i].weights == steps[2].weights);
        CHECK(steps[i].weights_done >= before);
        before = steps[i].weights_done;
    }
    CHECK(before > 0);
    CHECK(before < steps[2].weights);  // the classifier's are on the NPU
}
