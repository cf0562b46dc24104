// SPDX-License-Identifier: Apache-2.0
// Does the NPU's bus answer as its address map says, and refuse everything else?
#include "tests/npu/bench.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

constexpr std::size_t kSetBytes = 5 * 6 + 5 * 4 + 5 * 2;  // int8 weights, int32 biases, uint16 multipliers

}  // namespace

TEST_CASE("Registers and the weight window read what they hold") {
    Clock clock;
    NpuBench bench("n", npu_design(1), clock);
    Clock::run(2);
    BusMaster& bus = *bench.bus;
    CHECK(bus.read_word(npu::kSetBytes) == kSetBytes);
    CHECK(bus.read_word(npu::kStatus) == 0);
    CHECK(bus.read_word(npu::kImages) == 0);
    CHECK(bus.read_word(npu::kLabel) == 0xffffffffU);
    CHECK(bus.read_word(npu::kCommit) == 0);
    Bytes all(kSetBytes);
    REQUIRE(bus.read(npu::kWeights, all) == tlm::TLM_OK_RESPONSE);
    CHECK(all == core::pack_weights(classifier_of(bench.design)));
    REQUIRE(bus.write(npu::kWeights + 7, {1, 2, 3}) == tlm::TLM_OK_RESPONSE);
    Bytes some(5);
    REQUIRE(bus.read(npu::kWeights + 6, some) == tlm::TLM_OK_RESPONSE);
    CHECK(some == Bytes{all[6], 1, 2, 3, all[10]});
    REQUIRE(bus.write(npu::kWeights + kSetBytes - 1, {9}) == tlm::TLM_OK_RESPONSE);
}

TEST_CASE("Wrong accesses are answered with the error of their kind") {
    Clock clock;
    NpuBench bench("n", npu_design(2), clock);
    Clock::run(2);
    BusMaster& bus = *bench.bus;
    Bytes word(4), two(2), eight(8);
    CHECK(bus.read(npu::kRegisterEnd, word) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bus.read(npu::kStatus + 1, word) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bus.read(npu::kWeights - 4, word) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bus.read(npu::kWeights + kSetBytes - 3, word) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bus.write(npu::kWeights + kSetBytes, {1}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bus.write(~std::uint64_t{0}, {1, 2}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bus.read(npu::kStatus, two) == tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(bus.read(npu::kStatus, eight) == tlm::TLM_BURST_ERROR_RESPONSE);
    for (const auto address : {npu::kStatus, npu::kImages, npu::kLabel, npu::kSetBytes})
        CHECK(bus.write(address, {1, 0, 0, 0}) == tlm::TLM_COMMAND_ERROR_RESPONSE);
    CHECK(bus.write(npu::kCommit, {2, 0, 0, 0}) == tlm::TLM_COMMAND_ERROR_RESPONSE);

    tlm::tlm_generic_payload payload;
    sc_core::sc_time delay;
    BusMaster::prepare(payload, tlm::TLM_WRITE_COMMAND, npu::kWeights, word);
    payload.set_byte_enable_ptr(two.data());
    payload.set_byte_enable_length(2);
    bus.socket->b_transport(payload, delay);
    CHECK(payload.get_response_status() == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    BusMaster::prepare(payload, tlm::TLM_WRITE_COMMAND, npu::kWeights, word);
    payload.set_byte_enable_ptr(nullptr);
    payload.set_streaming_width(2);
    bus.socket->b_transport(payload, delay);
    CHECK(payload.get_response_status() == tlm::TLM_BURST_ERROR_RESPONSE);
    BusMaster::prepare(payload, tlm::TLM_IGNORE_COMMAND, npu::kWeights, word);
    bus.socket->b_transport(payload, delay);
    CHECK(payload.get_response_status() == tlm::TLM_OK_RESPONSE);

    Clock::run(2);  // none of it has changed anything
    Bytes all(kSetBytes);
    REQUIRE(bus.read(npu::kWeights, all) == tlm::TLM_OK_RESPONSE);
    CHECK(all == core::pack_weights(classifier_of(bench.design)));
    CHECK(bus.read_word(npu::kCommit) == 0);
}

TEST_CASE("The answer is there a clock period later, which a transport adds to its delay; debugging takes no time") {
    Clock clock;
    NpuBench bench("n", npu_design(6), clock);
    Clock::run(1);
    Bytes word(4);
    tlm::tlm_generic_payload payload;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::sc_time(0.5, sc_core::SC_NS);
    BusMaster::prepare(payload, tlm::TLM_READ_COMMAND, npu::kSetBytes, word);
    bench.bus->socket->b_transport(payload, delay);
    CHECK(delay == sc_core::sc_time(0.5, sc_core::SC_NS) + clock.clk.period());
    CHECK(bench.bus->socket->nb_transport_fw(payload, phase, delay) == tlm::TLM_COMPLETED);
    CHECK(delay == sc_core::sc_time(0.5, sc_core::SC_NS) + 2 * clock.clk.period());
    CHECK(word == Bytes{kSetBytes, 0, 0, 0});
}

TEST_CASE("The debug transport reads and writes the same window") {
    Clock clock;
    NpuBench bench("n", npu_design(3), clock);
    Clock::run(1);
    Bytes written{11, 12, 13}, read(3), beyond(kSetBytes + 1);
    tlm::tlm_generic_payload payload;
    BusMaster::prepare(payload, tlm::TLM_WRITE_COMMAND, npu::kWeights + 20, written);
    CHECK(bench.bus->socket->transport_dbg(payload) == 3);
    REQUIRE(bench.bus->read(npu::kWeights + 20, read) == tlm::TLM_OK_RESPONSE);
    CHECK(read == written);
    read.assign(3, 0);
    BusMaster::prepare(payload, tlm::TLM_READ_COMMAND, npu::kWeights + 20, read);
    CHECK(bench.bus->socket->transport_dbg(payload) == 3);
    CHECK(read == written);
    BusMaster::prepare(payload, tlm::TLM_READ_COMMAND, npu::kWeights, beyond);
    CHECK(bench.bus->socket->transport_dbg(payload) == 0);
}

TEST_CASE("While a commit pends the set is locked: reads go on, writes are refused") {
    Clock clock;
    NpuBench bench("n", npu_design(4), clock);
    Clock::run(2);
    BusMaster& bus = *bench.bus;
    REQUIRE(bus.write(npu::kWeights, {5}) == tlm::TLM_OK_RESPONSE);
    REQUIRE(bus.commit() == tlm::TLM_OK_RESPONSE);
    Clock::run(1);
    CHECK(bus.read_word(npu::kCommit) == 1);
    CHECK(bus.read_word(npu::kStatus) == npu::kStatusPending);
    CHECK(bus.write(npu::kWeights, {6}) == tlm::TLM_COMMAND_ERROR_RESPONSE);
    CHECK(bus.commit() == tlm::TLM_COMMAND_ERROR_RESPONSE);
    Bytes first(1);
    REQUIRE(bus.read(npu::kWeights, first) == tlm::TLM_OK_RESPONSE);
    CHECK(first == Bytes{5});

    Random random(1);  // an image comes, the sets change places, the old one can be written
    REQUIRE(bench.host->write(0, random_image(random)) == tlm::TLM_OK_RESPONSE);
    Clock::run(30);
    CHECK(bus.read_word(npu::kStatus) == npu::kStatusSet);
    CHECK(bus.read_word(npu::kCommit) == 0);
    CHECK(bus.read_word(npu::kImages) == 1);
    CHECK(bus.read_word(npu::kLabel) == static_cast<std::uint32_t>(bench.results.at(0).label));
    REQUIRE(bus.read(npu::kWeights, first) == tlm::TLM_OK_RESPONSE);
    CHECK(first[0] == core::pack_weights(classifier_of(bench.design))[0]);
    CHECK(bus.write(npu::kWeights, {6}) == tlm::TLM_OK_RESPONSE);
}

TEST_CASE("What the bus reads at an edge does not depend on which process the kernel runs first") {
    Clock clock;
    using Words = std::vector<std::uint32_t>;
    Words seen[2];
    std::vector<std::unique_ptr<NpuBench>> benches;
    for (const std::size_t order : {0U, 1U}) {
        benches.push_back(std::make_unique<NpuBench>("n" + std::to_string(order), npu_design(5), clock,
                                                     order == 1 ? Bus::first : Bus::last));
        BusMaster* bus = benches.back()->bus.get();
        bus->on_cycle = [bus, &words = seen[order]](std::uint64_t cycle) {
            for (const auto address : {npu::kCommit, npu::kStatus, npu::kImages, npu::kLabel})
                words.push_back(bus->read_word(address));
            if (cycle % 7 == 0) bus->commit();
        };
    }
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    Random random(2);
    for (int i = 0; i < 6; ++i) {
        const Bytes image = random_image(random);
        for (const auto& bench : benches) REQUIRE(bench->host->write(0, image) == tlm::TLM_OK_RESPONSE);
    }
    Clock::run(60);
    REQUIRE(benches[0]->results.size() == 6);
    CHECK(seen[0] == seen[1]);
}
