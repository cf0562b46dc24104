// SPDX-License-Identifier: Apache-2.0
// Host -> NPU -> host, with a bus master: a chip of nothing but the classifier.
#pragma once

#include "modules/core/design/resolve.h"
#include "modules/core/network/weight_image.h"
#include "modules/host/pixel_source.h"
#include "modules/host/result_sink.h"
#include "modules/npu/npu.h"
#include "modules/npu/registers.h"
#include "modules/stages/clocked.h"
#include "tests/core/sample_network.h"
#include "tests/stream/clock.h"
#include "tests/support/random.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hashiflex::test {

using Bytes = std::vector<std::uint8_t>;

// Accesses a memory-mapped socket; `on_cycle` runs at every edge.
struct BusMaster : Clocked, tlm::tlm_bw_transport_if<> {
    explicit BusMaster(const sc_core::sc_module_name& name) : Clocked(name) { socket.bind(*this); }

    tlm::tlm_initiator_socket<> socket{"socket"};
    std::function<void(std::uint64_t cycle)> on_cycle;
    std::function<void()> before_start;  // the earliest moment at which sockets can be used

    tlm::tlm_response_status write(std::uint64_t address, Bytes bytes) {
        return transfer(tlm::TLM_WRITE_COMMAND, address, bytes);
    }
    tlm::tlm_response_status read(std::uint64_t address, Bytes& bytes) {
        return transfer(tlm::TLM_READ_COMMAND, address, bytes);
    }
    std::uint32_t read_word(std::uint64_t address) {
        Bytes bytes(4);
        if (read(address, bytes) != tlm::TLM_OK_RESPONSE) throw std::runtime_error("a register read failed");
        std::uint32_t word = 0;
        for (std::size_t i = 4; i-- > 0;) word = word << 8 | bytes[i];
        return word;
    }
    tlm::tlm_response_status commit() { return write(npu::kCommit, {1, 0, 0, 0}); }

    tlm::tlm_response_status transfer(tlm::tlm_command command, std::uint64_t address, Bytes& bytes) {
        tlm::tlm_generic_payload payload;
        prepare(payload, command, address, bytes);
        sc_core::sc_time delay;
        socket->b_transport(payload, delay);
        return payload.get_response_status();
    }
    static void prepare(tlm::tlm_generic_payload& payload, tlm::tlm_command command, std::uint64_t address,
                        Bytes& bytes) {
        payload.set_command(command);
        payload.set_address(address);
        payload.set_data_ptr(bytes.data());
        payload.set_data_length(static_cast<unsigned>(bytes.size()));
        payload.set_streaming_width(static_cast<unsigned>(bytes.size()));
    }

 private:
    void end_of_elaboration() override {
        if (before_start) before_start();
    }
    void tick() override {
        if (on_cycle) on_cycle(cycle());
    }
    CycleState commit(bool& active) override {
        active = false;
        return CycleState::starved;
    }
    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
        return tlm::TLM_COMPLETED;
    }
    void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
};

// A 1x3 image of 2 channels, 5 classes, on 4 rows and 2 columns: 2 * 3 cycles per image.
inline core::Design npu_design(std::uint64_t seed, int weight_bits = 8, bool scaled = true) {
    Random random(seed);
    SampleNetwork network(1, 3, 2);
    network.spec.input.offset = 100;
    network.classifier("c", 5, 6);
    std::get<core::ClassifierSpec>(network.spec.layers[0].kind).weight_bits = weight_bits;
    const int most = 1 << (weight_bits - 1);
    for (auto& weight : network.weights["c.weight"].integers) weight = random.between(-most, most - 1);
    for (auto& bias : network.weights["c.bias"].integers) bias = random.between(-1000, 1000);
    if (scaled) {
        core::Array scale{{5}, false, {}, {}};
        for (int c = 0; c < 5; ++c) scale.reals.push_back(static_cast<float>(random.between(1, 99)));
        network.weights["c.scale"] = scale;
    }
    core::HardwareSpec hardware;
    hardware.npu = core::NpuSpec{};
    hardware.npu->rows = 4;
    hardware.npu->columns = 2;
    return core::resolve(network.build(), hardware);
}

inline const core::Classifier& classifier_of(const core::Design& design) {
    return std::get<core::Classifier>(design.stages.back().op);
}

inline Bytes random_image(Random& random) {
    Bytes image(6);
    for (auto& pixel : image) pixel = static_cast<std::uint8_t>(random.between(0, 255));
    return image;
}

// Constructed, and so run by the kernel, before or after the rest; or left to the test.
enum class Bus { first, last, none };

struct NpuBench {
    NpuBench(const std::string& name, core::Design resolved, Clock& clock, Bus bus_is = Bus::last)
        : design(std::move(resolved)) {
        const auto part = [&](const char* suffix) { return name + suffix; };
        if (bus_is == Bus::first) bus = std::make_unique<BusMaster>(part("_bus").c_str());
        source = std::make_unique<host::PixelSource>(part("_source").c_str(), design.source);
        npu = std::make_unique<npu::Npu>(part("_npu").c_str(), design.stages[0]);
        const auto& stage = design.stages[0];
        sink = std::make_unique<host::ResultSink>(part("_sink").c_str(), 5, 5, stage.values_per_pixel(),
                                                  stage.grid.beats());
        if (bus_is == Bus::last) bus = std::make_unique<BusMaster>(part("_bus").c_str());
        host = std::make_unique<BusMaster>(part("_host").c_str());
        source->out(0).bind(npu->in(0));
        npu->out(0).bind(sink->in());
        if (bus) {
            bus->socket.bind(npu->bus);
            bus->clk(clock.clk);
        }
        host->socket.bind(source->images);
        for (Clocked* block : std::initializer_list<Clocked*>{source.get(), npu.get(), sink.get(), host.get()})
            block->clk(clock.clk);
        sink->on_result = [this](host::Result&& result) { results.push_back(std::move(result)); };
    }

    core::Design design;
    std::unique_ptr<host::PixelSource> source;
    std::unique_ptr<npu::Npu> npu;
    std::unique_ptr<host::ResultSink> sink;
    std::unique_ptr<BusMaster> bus, host;
    std::vector<host::Result> results;
};

}  // namespace hashiflex::test
