// SPDX-License-Identifier: Apache-2.0
// Does every branch of a fork get everything in order, and does nothing depend on the order of processes?
#include "tests/stream/bench.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

using namespace hashiflex::test;

namespace {

StreamSettings random_fork(std::uint64_t seed) {
    Random random(seed);
    StreamSettings settings;
    settings.depth = random.between(1, 5);
    settings.latency = random.between(-1, 3);
    settings.sink_depths.clear();
    settings.drains.clear();
    const int open = random.between(30, 100);
    settings.open = [=](std::uint64_t cycle) { return stall_pattern(seed, cycle, open); };
    for (int branch = random.between(1, 3); branch > 0; --branch) {
        settings.sink_depths.push_back(random.between(1, 4));
        const int drain = random.between(20, 100);
        settings.drains.push_back([=](std::uint64_t cycle) {
            return stall_pattern(1000 * seed + static_cast<std::uint64_t>(branch), cycle, drain);
        });
    }
    return settings;
}

}  // namespace

TEST_CASE("Branches that stall on their own get every beat once, in order, one beat apart at most") {
    Clock clock;
    std::vector<std::unique_ptr<Stream>> streams;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        StreamSettings settings = random_fork(seed);
        streams.push_back(std::make_unique<Stream>("s" + std::to_string(seed), settings, clock));
    }
    Clock::run(1500);
    for (const auto& stream : streams) {
        std::size_t least = 1500, most = 0;
        for (const auto& sink : stream->sinks) {
            for (std::size_t n = 0; n < sink->log.size(); ++n)
                REQUIRE(sink->log[n].value == static_cast<std::int32_t>(n));
            least = std::min(least, sink->log.size());
            most = std::max(most, sink->log.size());
        }
        CHECK(least > 100);
        CHECK(most - least <= 1);
    }
}

TEST_CASE("A fork offers the next beat one cycle after its last branch took this one") {
    Clock clock;
    StreamSettings settings;
    settings.depth = 4;
    settings.sink_depths = {8, 1};
    settings.drains = {{}, [](std::uint64_t cycle) { return cycle % 4 == 0; }};
    const Stream stream("s", settings, clock);
    Clock::run(17);
    const auto cycles = [](const Sink& sink) {
        std::vector<std::uint64_t> all;
        for (const auto& arrival : sink.log) all.push_back(arrival.cycle);
        return all;
    };
    CHECK(cycles(*stream.sinks[1]) == std::vector<std::uint64_t>{1, 5, 9, 13});
    CHECK(cycles(*stream.sinks[0]) == std::vector<std::uint64_t>{1, 2, 6, 10, 14});
}

TEST_CASE("The log of a stream does not depend on which process the kernel runs first") {
    Clock clock;
    std::vector<std::unique_ptr<Stream>> source_first, sink_first;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        StreamSettings settings = random_fork(seed);
        source_first.push_back(std::make_unique<Stream>("a" + std::to_string(seed), settings, clock));
        settings.sink_first = true;
        sink_first.push_back(std::make_unique<Stream>("b" + std::to_string(seed), settings, clock));
    }
    Clock::run(500);
    for (std::size_t i = 0; i < source_first.size(); ++i) {
        INFO("seed " << i + 1);
        REQUIRE(source_first[i]->source->pushed == sink_first[i]->source->pushed);
        for (std::size_t b = 0; b < source_first[i]->sinks.size(); ++b)
            REQUIRE(source_first[i]->sinks[b]->log == sink_first[i]->sinks[b]->log);
    }
}
