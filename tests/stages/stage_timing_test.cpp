// SPDX-License-Identifier: Apache-2.0
// Does one stage act exactly when the contract says: not a cycle early, not a cycle late? Cycles derived by hand.
#include "modules/core/design/resolve.h"
#include "modules/host/pixel_source.h"
#include "modules/host/result_sink.h"
#include "modules/stages/pipeline_stage.h"
#include "tests/core/sample_network.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace hashiflex;

namespace {

// One convolution of 4x4x1 pixels, all weights 1.
core::Design one_conv(int kernel, int adder_levels_per_stage, std::optional<int> fifo_depth = {}) {
    core::HardwareSpec hardware;
    hardware.adder_levels_per_stage = adder_levels_per_stage;
    hardware.stages["conv"].fifo_depth = fifo_depth;
    return core::resolve(test::SampleNetwork(4, 4).conv("conv", kernel).build(), hardware);
}

// Source -> stage -> sink, a clock, and the cycle in which each output beat left.
struct Bench {
    explicit Bench(const core::Design& design, std::function<bool(std::uint64_t)> sink_ready = {})
        : source("source", design.source),
          stage("stage", design.stages[0]),
          sink("sink", 16, 4, 1, 16, std::move(sink_ready)) {
        source.clk(clock);
        stage.clk(clock);
        sink.clk(clock);
        source.out(0).bind(stage.in(0));
        stage.out(0).bind(sink.in());
        sink.on_result = [this](host::Result&& result) { results.push_back(std::move(result)); };
    }

    void write_images(int count) {
        for (int i = 0; i < count; ++i) {
            std::vector<unsigned char> pixels;
            for (int n = 0; n < 16; ++n) pixels.push_back(static_cast<unsigned char>(n * 3 + i));
            tlm::tlm_generic_payload payload;
            payload.set_command(tlm::TLM_WRITE_COMMAND);
            payload.set_data_ptr(pixels.data());
            payload.set_data_length(16);
            payload.set_streaming_width(16);
            source.images.get_base_interface().transport_dbg(payload);
            REQUIRE(payload.is_response_ok());
        }
    }
    void run_until(std::uint64_t cycle) {
        while (sink.cycle() < cycle) sc_core::sc_start(clock.period());
    }

    sc_core::sc_clock clock{"clock", 10, sc_core::SC_NS};
    host::PixelSource source;
    stages::PipelineStage stage;
    host::ResultSink sink;
    std::vector<host::Result> results;
};

}  // namespace

// Pixel 0 moves into the buffer at edge 0, starts at edge 1, is in the FIFO after edge 1 + 0, and leaves at edge 2.
TEST_CASE("a pointwise stage without adders gives its first beat two cycles after it got it") {
    const core::Design design = one_conv(1, 1);
    REQUIRE(design.stages[0].latency == 0);
    Bench bench(design);
    bench.write_images(1);
    bench.run_until(2);
    CHECK(bench.sink.input().received() == 0);
    bench.run_until(3);
    CHECK(bench.sink.input().received() == 1);
    bench.run_until(18);
    CHECK(bench.results.size() == 1);  // 16 beats, one a cycle: the last at edge 17
    CHECK(bench.results.at(0).cycle == 17);
}

// Nine taps: four levels of adders. The first 3x3 window needs pixel (1, 1), beat 5, which moves at edge 5.
TEST_CASE("a window starts in the cycle after its last pixel, and its sum takes one cycle per register") {
    const core::Design design = one_conv(3, 2);
    REQUIRE(design.stages[0].latency == 2);
    Bench bench(design);
    bench.write_images(1);
    bench.run_until(6 + 2 + 1);
    CHECK(bench.sink.input().received() == 0);
    bench.run_until(6 + 2 + 1 + 1);
    CHECK(bench.sink.input().received() == 1);
}

TEST_CASE("images follow each other without a bubble") {
    const core::Design design = one_conv(3, 1);
    Bench bench(design);
    bench.write_images(5);
    bench.run_until(120);
    REQUIRE(bench.results.size() == 5);
    for (std::size_t i = 1; i < 5; ++i) CHECK(bench.results[i].cycle - bench.results[i - 1].cycle == 16);
    for (std::size_t i = 0; i < 5; ++i) {
        core::Tensor pixels;
        for (int n = 0; n < 16; ++n) pixels.push_back(n * 3 + static_cast<int>(i));
        CHECK(bench.results[i].values == test::naive(design.stages[0].op, {pixels}));
    }
}

// Latency 0 and one place: a beat must leave (edge t + 1) before the next can start (edge t + 2).
TEST_CASE("a FIFO of one place halves the rate, and the stage is blocked meanwhile") {
    const core::Design design = one_conv(1, 1, 1);
    Bench bench(design);
    bench.write_images(2);
    bench.run_until(80);
    REQUIRE(bench.results.size() == 2);
    CHECK(bench.results[1].cycle - bench.results[0].cycle == 32);
    CHECK(bench.stage.counts().busy == 32);
    CHECK(bench.stage.counts().blocked == 31);
}

// The sink takes nothing until edge 40: the pipeline stops when FIFO and buffers are full, and loses nothing.
TEST_CASE("a sink that is not ready stops the stage after its credits are used up") {
    const core::Design design = one_conv(1, 1);
    Bench bench(design, [](std::uint64_t cycle) { return cycle >= 40; });
    bench.write_images(1);
    bench.run_until(40);
    CHECK(bench.stage.counts().busy == static_cast<std::uint64_t>(design.stages[0].fifo.depth));
    CHECK(bench.sink.input().received() == 0);
    bench.run_until(41);
    CHECK(bench.sink.input().received() == 1);
    bench.run_until(80);
    REQUIRE(bench.results.size() == 1);
}
