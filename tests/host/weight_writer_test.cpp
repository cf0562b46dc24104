// SPDX-License-Identifier: Apache-2.0
// Does the writer take ceil(bytes / port) cycles, and commit in the cycle after?
#include "modules/host/weight_writer.h"

#include "tests/npu/bench.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// A target that remembers all writes, and answers as it is told.
struct Memory : sc_core::sc_module, tlm::tlm_fw_transport_if<> {
    explicit Memory(const sc_core::sc_module_name& name) : sc_module(name) { socket.bind(*this); }

    tlm::tlm_target_socket<> socket{"socket"};
    std::vector<std::pair<std::uint64_t, Bytes>> writes;
    tlm::tlm_response_status answer = tlm::TLM_OK_RESPONSE;

    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) override {
        const unsigned char* data = payload.get_data_ptr();
        writes.emplace_back(payload.get_address(), Bytes(data, data + payload.get_data_length()));
        payload.set_response_status(answer);
    }
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
        return tlm::TLM_COMPLETED;
    }
    bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
    unsigned transport_dbg(tlm::tlm_generic_payload&) override { return 0; }
};

}  // namespace

TEST_CASE("A set of weights takes ceil(bytes / port) write cycles and then a commit") {
    struct Case {
        std::size_t bytes;
        int port;
        std::uint64_t begin, cycles;
    };
    Clock clock;
    std::vector<std::pair<Case, std::unique_ptr<host::WeightWriter>>> writers;
    std::vector<std::unique_ptr<Memory>> memories;
    for (const Case c :
         {Case{12, 4, 0, 3}, Case{13, 4, 5, 4}, Case{1, 8, 2, 1}, Case{7, 1, 3, 7}, Case{16, 16, 9, 1}}) {
        Bytes image(c.bytes);
        for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<std::uint8_t>(i + 1);
        const std::string name = "writer" + std::to_string(writers.size());
        auto edges = std::make_shared<std::uint64_t>(0);
        auto begin = [=] { return (*edges)++ >= c.begin; };
        writers.emplace_back(c, std::make_unique<host::WeightWriter>(name.c_str(), image, c.port, begin));
        memories.push_back(std::make_unique<Memory>((name + "_memory").c_str()));
        writers.back().second->bus.bind(memories.back()->socket);
        writers.back().second->clk(clock.clk);
    }
    Clock::run(30);
    for (std::size_t w = 0; w < writers.size(); ++w) {
        const auto& [expected, writer] = writers[w];
        INFO("writer " << w);
        CHECK(writer->first_write() == expected.begin);
        CHECK(writer->write_cycles() == expected.cycles);
        CHECK(writer->committed() == expected.begin + expected.cycles);
        CHECK(writer->written() == expected.bytes);
        CHECK_FALSE(writer->working());
        CHECK(writer->counts().busy == expected.cycles + 1);
        CHECK(writer->counts().starved == 30 - expected.cycles - 1);
        const auto& writes = memories[w]->writes;
        REQUIRE(writes.size() == expected.cycles + 1);
        std::size_t offset = 0;
        for (std::size_t i = 0; i + 1 < writes.size(); ++i) {
            CHECK(writes[i].first == npu::kWeights + offset);
            REQUIRE(writes[i].second.size() ==
                    std::min<std::size_t>(static_cast<std::size_t>(expected.port), expected.bytes - offset));
            for (const auto byte : writes[i].second) CHECK(byte == ++offset);
        }
        CHECK(writes.back().first == npu::kCommit);
        CHECK(writes.back().second == Bytes{1, 0, 0, 0});
    }
}

TEST_CASE("One cycle before the last write the writer still works") {
    Clock clock;
    host::WeightWriter writer("writer", Bytes(8), 4, [] { return true; });
    Memory memory("memory");
    writer.bus.bind(memory.socket);
    writer.clk(clock.clk);
    Clock::run(2);
    CHECK(writer.write_cycles() == 2);
    CHECK(writer.working());
    CHECK_FALSE(writer.committed().has_value());
    Clock::run(1);
    CHECK(writer.committed() == 2);
    CHECK_FALSE(writer.working());
}

TEST_CASE("A refused write stops the simulation with the address") {
    Clock clock;
    host::WeightWriter writer("writer", Bytes(8), 4, [] { return true; });
    Memory memory("memory");
    memory.answer = tlm::TLM_ADDRESS_ERROR_RESPONSE;
    writer.bus.bind(memory.socket);
    writer.clk(clock.clk);
    CHECK_THROWS_WITH(Clock::run(2), Catch::Contains("writer") && Catch::Contains("TLM_ADDRESS_ERROR") &&
                                         Catch::Contains(std::to_string(npu::kWeights)));
}

TEST_CASE("A writer reprograms an NPU while images flow") {
    Clock clock;
    const core::Design before = npu_design(60), after = npu_design(61);
    const Bytes set = core::pack_weights(classifier_of(after));
    NpuBench bench("n", before, clock, Bus::none);
    host::WeightWriter writer("writer", set, 4, [&] { return bench.npu->images_started() >= 1; });
    writer.bus.bind(bench.npu->bus);
    writer.clk(clock.clk);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    for (int i = 0; i < 8; ++i)
        REQUIRE(bench.host->write(0, Bytes(6, static_cast<std::uint8_t>(20 * i))) == tlm::TLM_OK_RESPONSE);
    Clock::run(80);
    // Image 0 starts at 4 and is seen one edge later; 60 bytes take 15 cycles, the commit is at 20; image 3 starts
    // at 22.
    CHECK(writer.first_write() == 5);
    CHECK(writer.committed() == 5 + 15);
    CHECK(bench.npu->first_image_of_set() == 3);
    CHECK(bench.results.size() == 8);
}
