// SPDX-License-Identifier: Apache-2.0
// Does the pixel source cut one TLM write into the beats of its port, and refuse what is no image?
#include "modules/host/pixel_source.h"

#include "modules/host/result_sink.h"
#include "tests/npu/bench.h"
#include "tests/support/protocol_checker.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

struct Seen {
    std::uint64_t cycle;
    std::uint64_t image;
    int row, column, pixels;
    std::vector<std::int32_t> values;

    bool operator==(const Seen& other) const {
        return std::tie(cycle, image, row, column, pixels, values) ==
               std::tie(other.cycle, other.image, other.row, other.column, other.pixels, other.values);
    }
};

// Takes every beat at once and writes down what it was.
struct Recorder : Clocked {
    explicit Recorder(const sc_core::sc_module_name& name) : Clocked(name) {
        in.on_beat = [this](const stream::Beat& beat) {
            std::vector<std::int32_t> values(beat.count());
            beat.unpack(values.data());
            seen.push_back({cycle(), beat.image, beat.row, beat.column, beat.pixels, values});
        };
    }
    stream::StreamIn in{"in", stream::StreamIn::kUnbounded, 0};
    std::vector<Seen> seen;

 private:
    void tick() override { in.tick(); }
    CycleState commit(bool& active) override {
        active = in.commit();
        return CycleState::starved;
    }
};

// Two rows of three pixels of two channels; beats of up to two pixels.
struct SourceBench {
    explicit SourceBench(std::function<bool(std::uint64_t)> open = {}) : source("source", design, std::move(open)) {
        source.out(0).bind(checker.in);
        checker.out.bind(recorder.in.socket);
        host.socket.bind(source.images);
        source.clk(clock.clk);
        recorder.clk(clock.clk);
        host.clk(clock.clk);
    }
    static core::Source make_design() {
        core::Source source;
        source.type.shape = {2, 3, 2};
        source.offset = core::PixelOffset({10, 20});
        source.type.range = {-20, 245};
        source.grid = {2, 3, 2};
        return source;
    }
    Clock clock;
    core::Source design = make_design();
    host::PixelSource source;
    ProtocolChecker checker{"checker"};
    Recorder recorder{"recorder"};
    BusMaster host{"host"};
};

Bytes counting(std::uint8_t first) {
    Bytes image(12);
    for (auto& pixel : image) pixel = first++;
    return image;
}

}  // namespace

TEST_CASE("One write becomes beats in raster order, the last of a row shorter, the offset of each channel taken off") {
    SourceBench bench;
    bench.host.before_start = [&] {
        REQUIRE(bench.host.write(0, counting(0)) == tlm::TLM_OK_RESPONSE);
        REQUIRE(bench.host.write(0, counting(100)) == tlm::TLM_OK_RESPONSE);
    };
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    CHECK(bench.source.waiting_images() == 2);
    Clock::run(20);
    const std::vector<Seen> expected = {
        {0, 0, 0, 0, 2, {-10, -19, -8, -17}}, {1, 0, 0, 2, 1, {-6, -15}},
        {2, 0, 1, 0, 2, {-4, -13, -2, -11}},  {3, 0, 1, 2, 1, {0, -9}},
        {4, 1, 0, 0, 2, {90, 81, 92, 83}},    {5, 1, 0, 2, 1, {94, 85}},
        {6, 1, 1, 0, 2, {96, 87, 98, 89}},    {7, 1, 1, 2, 1, {100, 91}},
    };
    CHECK(bench.recorder.seen == expected);
    CHECK(bench.source.waiting_images() == 0);
    CHECK(bench.source.counts().busy == 8);
    CHECK(bench.source.counts().starved == 12);
}

TEST_CASE("Gaps delay the next beat, and an image written during an edge is offered from the next one on") {
    SourceBench bench([](std::uint64_t cycle) { return cycle != 6 && cycle != 7; });
    bench.host.on_cycle = [&](std::uint64_t cycle) {
        if (cycle == 4) bench.host.write(0, counting(10));
    };
    Clock::run(20);
    std::vector<std::uint64_t> cycles;
    for (const auto& seen : bench.recorder.seen) cycles.push_back(seen.cycle);
    CHECK(cycles == std::vector<std::uint64_t>{5, 8, 9, 10});
}

TEST_CASE("What is not a whole image is refused") {
    SourceBench bench;
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    Bytes image = counting(0), enables(12, 0xff);
    CHECK(bench.host.write(0, Bytes(11)) == tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(bench.host.write(0, Bytes(13)) == tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(bench.host.write(0, Bytes(24)) == tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(bench.host.write(4, image) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bench.host.read(0, image) == tlm::TLM_COMMAND_ERROR_RESPONSE);
    tlm::tlm_generic_payload payload;
    sc_core::sc_time delay;
    BusMaster::prepare(payload, tlm::TLM_WRITE_COMMAND, 0, image);
    payload.set_streaming_width(6);
    bench.host.socket->b_transport(payload, delay);
    CHECK(payload.get_response_status() == tlm::TLM_BURST_ERROR_RESPONSE);
    payload.set_streaming_width(12);
    payload.set_byte_enable_ptr(enables.data());
    payload.set_byte_enable_length(12);
    bench.host.socket->b_transport(payload, delay);
    CHECK(payload.get_response_status() == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    payload.set_byte_enable_ptr(nullptr);
    CHECK(bench.source.waiting_images() == 0);
    CHECK(bench.host.socket->transport_dbg(payload) == 12);
    Clock::run(1);
    CHECK(bench.source.waiting_images() == 1);
    CHECK(bench.recorder.seen.empty());
    Clock::run(10);
    CHECK(bench.recorder.seen.size() == 4);
}
