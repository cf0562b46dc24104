// SPDX-License-Identifier: Apache-2.0
// Is an `auto` depth the smallest that delays nothing, and is the buffer that limits named?
#include "modules/core/timing/auto_depth.h"

#include "modules/core/design/resolve.h"
#include "modules/core/timing/recurrence.h"
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

constexpr std::int64_t kImages = 24;

struct Named {
    std::string name;
    SampleNetwork network;
    HardwareSpec hardware;
};

std::vector<Named> samples() {
    std::vector<Named> all;
    all.push_back({"chain", SampleNetwork(6, 5).conv("a", 3).conv("b", 3).point("c"), {}});
    all.push_back({"stride", SampleNetwork(8, 8).conv("a", 3, 2).conv("b", 3, 2), {}});
    all.push_back({"residual", SampleNetwork(6, 6).point("a").conv("b", 3).conv("c", 3).add("sum", {"a", "c"}), {}});
    all.push_back({"lanes", SampleNetwork(6, 7).conv("a", 3).conv("b", 5, 2).conv("c", 2), {}});
    all.back().hardware.input.lanes = 3;
    all.back().hardware.stages["a"].lanes = 2;
    all.back().hardware.stages["b"].lanes = 4;
    all.push_back({"pool", SampleNetwork(5, 5).conv("a", 3).layer("p", GlobalPoolSpec{}).point("b"), {}});
    return all;
}

// The schedule the definition speaks of: the source keeps the pace of the hardwired part.
RecurrenceTimes paced(const Design& design, bool unbounded) {
    RecurrenceOptions options;
    options.images = kImages;
    options.auto_unbounded = unbounded;
    options.npu_unbounded = true;
    options.source_pace = design.ideal_cycles_per_image(false);
    return solve(design, options);
}

}  // namespace

TEST_CASE("With all auto depths no beat moves later than with unbounded buffers") {
    for (const auto& sample : samples()) {
        const Design design = resolve(sample.network.build(), sample.hardware);
        INFO(sample.name);
        const auto bounded = paced(design, false), unbounded = paced(design, true);
        CHECK(bounded.moves == unbounded.moves);
        CHECK(bounded.results == unbounded.results);
        CHECK(bounded.image_done.size() == kImages);
    }
}

TEST_CASE("One place less in any auto buffer, all others unbounded, delays a beat") {
    for (const auto& sample : samples()) {
        const Design design = resolve(sample.network.build(), sample.hardware);
        const auto unbounded = paced(design, true);
        for (std::size_t s = 0; s < design.stages.size(); ++s)
            for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k) {
                Design less = design;
                InputBuffer& buffer = less.stages[s].inputs[k];
                INFO(sample.name << " " << buffer.name << " of " << buffer.depth);
                REQUIRE(buffer.depth >= 1);
                buffer.automatic = false;
                CHECK(paced(less, true).moves == unbounded.moves);  // its own depth delays nothing
                if (buffer.depth == 1) continue;
                --buffer.depth;
                CHECK(paced(less, true).moves != unbounded.moves);
            }
    }
}

TEST_CASE("The pipeline reaches its ideal with auto buffers and an eager source") {
    for (const auto& sample : samples()) {
        const Design design = resolve(sample.network.build(), sample.hardware);
        RecurrenceOptions options;
        options.images = kImages;
        const auto done = solve(design, options).image_done;
        REQUIRE(done.size() == kImages);
        INFO(sample.name);
        CHECK(done[23] - done[15] == 8 * design.ideal_cycles_per_image());
    }
}

TEST_CASE("A line buffer of a 3x3 window holds two rows and what is on its way") {
    // Step (y, x) needs pixel (y+1, x+1) and keeps from (y-1, x-1) on: between them lie 2 W + 3 pixels; one more
    // arrives at the edge at which the step that gives the oldest up is taken.
    const Design design = resolve(SampleNetwork(8, 9).conv("a", 3).build(), {});
    CHECK(design.stages[0].inputs[0].depth == 2 * 9 + 3 + 1);
}

TEST_CASE("Without explicit depths nothing limits") {
    for (const auto& sample : samples())
        CHECK_FALSE(limiting_buffer(resolve(sample.network.build(), sample.hardware)).has_value());
}

TEST_CASE("The explicit depth that limits is named, generous ones are not") {
    SampleNetwork network(6, 6);
    network.point("a").conv("b", 3).add("sum", {"a", "b"});
    const auto limit = [&](const HardwareSpec& hardware) {
        return limiting_buffer(resolve(network.build(), hardware));
    };
    HardwareSpec hardware;
    hardware.stages["a"].fifo_depth = 50;
    hardware.stages["b"].input_depth = {100};
    CHECK_FALSE(limit(hardware).has_value());
    HardwareSpec fifo = hardware;
    fifo.stages["b"].fifo_depth = 1;
    CHECK(limit(fifo) == "b.out");
    HardwareSpec line = hardware;
    line.stages["b"].input_depth = {15};  // two rows and three pixels, none on its way
    CHECK(limit(line) == "b.in");
    HardwareSpec skip = hardware;
    skip.stages["sum"].input_depth = {9, std::nullopt};
    CHECK(limit(skip) == "sum.in0");
    HardwareSpec both = hardware;  // half rate against a deadlock: only the removal of the second helps
    both.stages["sum"].input_depth = {1, std::nullopt};
    both.stages["sum"].fifo_depth = 40;
    CHECK(limit(both) == "sum.in0");
}
