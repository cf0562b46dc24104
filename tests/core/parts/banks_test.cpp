// SPDX-License-Identifier: Apache-2.0
// Do the banks of a buffer serve every step, images on end, and would fewer not do?
#include "modules/core/parts/banks.h"

#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/parts/memory_reads.h"
#include "tests/core/sample_network.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace hashiflex;
using namespace hashiflex::core;
using hashiflex::test::SampleNetwork;

namespace {

// Step by step over as many images as there are banks: then the first beat of an image is in the first bank again.
bool serves(const std::vector<MemoryReads>& memories, int beats_per_image, std::size_t steps, int banks) {
    for (const MemoryReads& memory : memories)
        for (std::int64_t image = 0; image < banks; ++image)
            for (std::size_t s = 0; s < steps; ++s) {
                std::map<std::int64_t, std::int64_t> beat_in;  // by bank
                for (const SomeSteps& port : memory.ports) {
                    if (!port[s]) continue;
                    const std::int64_t beat = *port[s] + (image + 1) * beats_per_image;  // none is negative
                    const auto read = beat_in.emplace(beat % banks, beat);
                    if (read.first->second != beat) return false;
                }
            }
    return true;
}

// Beats that are held together, that is any so many in a row, are in places of their own.
bool holds(const Banks& banks, int depth) {
    for (std::int64_t first = 0; first < 2 * depth; ++first) {
        std::set<std::pair<std::int64_t, std::int64_t>> places;
        for (std::int64_t beat = first; beat < first + depth; ++beat)
            places.insert({beat % banks.count, beat / banks.count % banks.words});
        if (places.size() != static_cast<std::size_t>(depth)) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("the fewest banks that serve every step of random designs") {
    std::set<int> seen;
    int none = 0;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        test::RandomOptions options;
        options.explicit_depths = seed % 2 == 1;
        const test::RandomDesign random = test::random_design(seed, options);
        const Design design = resolve(build_network(random.network, random.weights), random.hardware);
        for (const StageDesign& stage : design.stages)
            for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
                if (!may_be_sram(stage.inputs[k].kind)) continue;
                const int depth = stage.inputs[k].depth;
                const auto memories = memory_reads(design, stage, k);
                const auto banks = fewest_banks(memories, depth);
                INFO("seed " << seed << ", " << stage.inputs[k].name << ", " << depth << " beats");
                const auto good = [&](int count) {
                    const bool words = count == 1 || (depth + count - 1) / count >= 2;
                    return words && serves(memories, stage.program.inputs[k].beats,
                                           static_cast<std::size_t>(stage.program.steps()), count);
                };
                for (int count = 1; count < (banks ? banks->count : depth); ++count) REQUIRE_FALSE(good(count));
                if (!banks) {
                    ++none;
                    continue;
                }
                REQUIRE(good(banks->count));
                REQUIRE(banks->words == (depth + banks->count - 1) / banks->count);
                REQUIRE(holds(*banks, depth));
                seen.insert(banks->count);
            }
    }
    CHECK(seen.size() >= 4);
    CHECK(none > 0);
}

TEST_CASE("a 3 x 3 window reads beats of three rows: three banks, unless rows are a multiple of three") {
    const auto banks_of = [](int width) {
        const Design design = resolve(SampleNetwork(6, width).conv("a", 3).build(), HardwareSpec{});
        return fewest_banks(memory_reads(design, design.stages[0], 0), design.stages[0].inputs[0].depth);
    };
    REQUIRE(banks_of(5));
    CHECK(banks_of(5)->count == 3);  // two: first and last row are ten beats apart
    CHECK(banks_of(5)->words == 5);  // of 13 beats
    REQUIRE(banks_of(6));
    CHECK(banks_of(6)->count == 5);  // 6 and 12 apart
}

TEST_CASE("rows of a single beat: each beat would need a bank") {
    HardwareSpec hardware;
    hardware.input.lanes = 4;
    hardware.stages["a"].lanes = 4;
    hardware.stages["a"].input_depth = {3};
    const Design design = resolve(SampleNetwork(6, 4).conv("a", 3).build(), hardware);
    REQUIRE(design.stages[0].inputs[0].depth == 3);
    const auto memories = memory_reads(design, design.stages[0], 0);
    CHECK_FALSE(fewest_banks({PortReads{{0, 1}, {1, 2}, {2, 3}}}, 3));
    CHECK(fewest_banks({PortReads{{0, 1}, {1, 2}, {2, 3}}}, 4)->words == 2);
    CHECK(fewest_banks(memories, 40));
}

TEST_CASE("idle ports are in nobody's way, and a port that reads what another reads needs no bank") {
    const PortReads idle{{0, std::nullopt}, {std::nullopt, 2}};
    CHECK(fewest_banks({idle}, 8)->count == 1);
    CHECK(fewest_banks({PortReads{{5}, {5}}}, 8)->count == 1);
    CHECK(fewest_banks({PortReads{{5}, {7}}}, 8)->count == 3);
    CHECK(fewest_banks({PortReads{{5}, {7}}, PortReads{{0}, {3}}}, 16)->count == 4);  // 2 and 3 apart, in two memories
}

TEST_CASE("a port is late if a beat that it reads need not have come when the step begins") {
    InputSchedule schedule;
    schedule.beats = 4;
    schedule.needed = {2, 3, 4};
    schedule.released = {1, 2, 4};
    CHECK(come_before(schedule, 0) == 0);
    CHECK(come_before(schedule, 2) == 3);
    const PortReads ports{{std::nullopt, 1, 2}, {std::nullopt, 2, 2}, {std::nullopt, 0, 3}, {-1, 0, 0}, {0, 0, 0}};
    CHECK(late_ports(ports, schedule) == std::vector<bool>{false, true, true, false, true});
}
