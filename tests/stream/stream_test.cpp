// SPDX-License-Identifier: Apache-2.0
// Is a stream lossless, in order, on time, and as fast as its depth allows?
#include "modules/stream/probe.h"
#include "tests/stream/bench.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <set>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

Pattern percent(std::uint64_t seed, int open) {
    return [=](std::uint64_t cycle) { return stall_pattern(seed, cycle, open); };
}

// Every beat that was pushed long enough ago, once, in order.
void requires_in_order(const Stream& stream) {
    for (const auto& sink : stream.sinks) {
        const auto& log = sink->log;
        for (std::size_t n = 0; n < log.size(); ++n) {
            REQUIRE(log[n].value == static_cast<std::int32_t>(n));
            REQUIRE(log[n].image == n / 6);
            REQUIRE(log[n].row == static_cast<int>(n / 3 % 2));
            REQUIRE(log[n].column == static_cast<int>(n % 3));
            REQUIRE((n == 0 || log[n].cycle > log[n - 1].cycle));
        }
        REQUIRE(log.size() <= stream.source->pushed.size());
        REQUIRE(stream.source->pushed.size() - log.size() <= stream.source->out.used());
    }
}

}  // namespace

TEST_CASE("A stream is lossless and in order whatever stalls") {
    Clock clock;
    Random random(51);
    std::vector<std::unique_ptr<Stream>> streams;
    for (int i = 0; i < 40; ++i) {
        const auto seed = static_cast<std::uint64_t>(i);
        StreamSettings settings;
        settings.depth = random.between(1, 6);
        settings.latency = random.between(-1, 4);
        settings.open = percent(seed, random.between(20, 100));
        settings.sink_depths = {random.between(1, 5)};
        settings.drains = {percent(seed + 100, random.between(20, 100))};
        settings.sink_first = random.chance(50);
        streams.push_back(std::make_unique<Stream>("s" + std::to_string(i), settings, clock));
    }
    Clock::run(2000);
    for (const auto& stream : streams) {
        requires_in_order(*stream);
        CHECK(stream->sinks[0]->log.size() > 100);
        CHECK(stream->checkers[0]->completed() == stream->sinks[0]->log.size());
    }
}

TEST_CASE("Depth 1 carries half rate, depth 2 full rate, and with latency it takes two more than the latency") {
    Clock clock;
    std::vector<std::unique_ptr<Stream>> streams;
    const auto add = [&](int depth, int latency, std::int64_t sink_depth) {
        StreamSettings settings;
        settings.depth = depth;
        settings.latency = latency;
        settings.sink_depths = {sink_depth};
        streams.push_back(std::make_unique<Stream>("s" + std::to_string(streams.size()), settings, clock));
        return streams.back().get();
    };
    const Stream* half = add(1, 0, 4);
    const Stream* full = add(2, 0, 4);
    const Stream* narrow_sink = add(2, 0, 1);
    std::vector<std::pair<const Stream*, const Stream*>> pairs;
    for (int latency = 1; latency <= 6; ++latency) {
        const Stream* enough = add(latency + 2, latency, 4);
        const Stream* short_of = add(latency + 1, latency, 4);
        pairs.emplace_back(enough, short_of);
    }
    Clock::run(1000);
    const auto beats = [](const Stream* stream) { return static_cast<int>(stream->sinks[0]->log.size()); };
    CHECK(beats(half) == 500);  // arrivals at 1, 3, 5 ... 999
    CHECK(beats(full) == 999);  // at 1, 2, 3 ... 999
    CHECK(beats(narrow_sink) == 500);
    for (int latency = 1; latency <= 6; ++latency) {
        const auto& [enough, short_of] = pairs[static_cast<std::size_t>(latency - 1)];
        CHECK(beats(enough) == 1000 - latency - 1);
        // L + 1 places, each busy for L + 2 cycles.
        CHECK(beats(short_of) <= (1000 * (latency + 1)) / (latency + 2) + 1);
        CHECK(enough->source->out.high_water() == static_cast<std::uint64_t>(latency + 2));
    }
}

TEST_CASE("A beat is not there one edge before latency + 1, and is there then") {
    Clock clock;
    std::vector<std::unique_ptr<Stream>> streams;
    constexpr int kMostLatency = 5;
    constexpr std::uint64_t kPush = 3;
    for (int latency = 0; latency <= kMostLatency; ++latency) {
        StreamSettings settings;
        settings.depth = 8;
        settings.latency = latency;
        settings.open = [](std::uint64_t cycle) { return cycle == kPush; };
        streams.push_back(std::make_unique<Stream>("s" + std::to_string(latency), settings, clock));
    }
    for (int edges = 1; edges <= 12; ++edges) {
        Clock::run(1);
        for (int latency = 0; latency <= kMostLatency; ++latency) {
            const auto& in = streams[static_cast<std::size_t>(latency)]->sinks[0]->in;
            const auto arrival = static_cast<int>(kPush) + latency + 1;  // the edge of this cycle
            INFO("latency " << latency << ", edges " << edges);
            CHECK(in.received() == (edges > arrival ? 1 : 0));
        }
    }
    for (int latency = 0; latency <= kMostLatency; ++latency) {
        const auto& log = streams[static_cast<std::size_t>(latency)]->sinks[0]->log;
        REQUIRE(log.size() == 1);
        CHECK(log[0].cycle == kPush + static_cast<std::uint64_t>(latency) + 1);
    }
}

TEST_CASE("A full sink holds beats back, and takes the next one edge after it has given one up") {
    Clock clock;
    StreamSettings settings;
    settings.depth = 3;
    settings.sink_depths = {2};
    settings.drains = {[](std::uint64_t cycle) { return cycle == 10; }};
    const Stream stream("s", settings, clock);
    Clock::run(30);
    std::vector<std::uint64_t> cycles;
    for (const auto& arrival : stream.sinks[0]->log) cycles.push_back(arrival.cycle);
    CHECK(cycles == std::vector<std::uint64_t>{1, 2, 11});
    CHECK(stream.sinks[0]->in.high_water() == 2);
    CHECK(stream.source->pushed.size() == 3 + 3);  // three arrived, three wait
    CHECK(stream.sinks[0]->in.waiting());
}

TEST_CASE("Payloads and rows are used again, also those of beats that had to wait") {
    Clock clock;
    Source source("source", 1, 4, 1, {});
    Sink sink("sink", 2, percent(9, 60));
    std::set<const void*> payloads, rows;
    stream::Probe probe("probe", [&](const tlm::tlm_generic_payload& payload) {
        payloads.insert(&payload);
        rows.insert(payload.get_data_ptr() - stream::beat_of(payload).column * static_cast<int>(sizeof(std::int32_t)));
    });
    source.out.socket(0).bind(probe.in);
    probe.out.bind(sink.in.socket);
    source.clk(clock.clk);
    sink.clk(clock.clk);
    Clock::run(2000);
    REQUIRE(sink.log.size() > 1000);
    CHECK(payloads.size() <= 4);  // as many as places
    CHECK(rows.size() <= 4);      // of 3 beats each: 4 beats are of 3 rows at most, and the source holds one
}
