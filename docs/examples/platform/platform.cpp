// SPDX-License-Identifier: Apache-2.0
// A virtual platform of one's own around a HaShiFlex chip: a processor model on a bus sends an image in one TLM write,
// takes the result by interrupt, writes other weights into the NPU, sends another image, and polls for its result.
//
//   platform DESIGN.yaml
#include "bus.h"
#include <hashiflex/modules/core/network/weight_image.h>
#include <hashiflex/modules/npu/registers.h>
#include <hashiflex/sim/chip/chip.h>
#include <hashiflex/sim/config/load.h>
#include <hashiflex/sim/run/run_images.h>

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;
using hashiflex::core::Classifier;

constexpr std::uint64_t kPixels = 0x4000'0000;  // the chip's image port
constexpr std::uint64_t kNpu = 0x8000'0000;     // the NPU's registers and weights
constexpr std::uint64_t kWindow = 0x4000'0000;

class Cpu final : public sc_core::sc_module {
 public:
    SC_HAS_PROCESS(Cpu);
    tlm_utils::simple_initiator_socket<Cpu> bus{"bus"};
    sc_core::sc_in<bool> clk{"clk"};

    // `result` is the interrupt line: it fires when an image's class is in the NPU's LABEL register.
    Cpu(const sc_core::sc_module_name& name, const sc_core::sc_event& result, hashiflex::RunImages images,
        const Classifier& weights)
        : sc_module(name),
          result_(result),
          images_(std::move(images)),
          classes_(weights.classes),
          weights_(hashiflex::core::pack_weights(weights)) {
        SC_THREAD(program);
    }

    int failures() const { return failures_; }

 private:
    void program() {
        send_image(0);
        wait(result_);
        expect_class(0, images_.labels[0], "interrupt");
        load_weights();
        send_image(1);
        while (read(kNpu + hashiflex::npu::kImages) < 2) wait(clk.posedge_event());
        expect_class(1, (images_.labels[1] + 1) % classes_, "polling");
        sc_core::sc_stop();
    }

    // Into the set that is not in use; the commit makes it the one in use from the next image on.
    void load_weights() {
        if (read(kNpu + hashiflex::npu::kSetBytes) != weights_.size())
            throw std::runtime_error("the NPU holds weight sets of another size");
        transport(tlm::TLM_WRITE_COMMAND, kNpu + hashiflex::npu::kWeights, weights_.data(), weights_.size());
        std::uint32_t one = 1;
        transport(tlm::TLM_WRITE_COMMAND, kNpu + hashiflex::npu::kCommit, &one, sizeof one);
        std::cout << "wrote " << weights_.size() << " bytes of weights\n";
    }

    void send_image(std::size_t i) {
        Bytes& pixels = images_.images[i];
        transport(tlm::TLM_WRITE_COMMAND, kPixels, pixels.data(), pixels.size());
    }

    void expect_class(std::size_t image, int expected, const char* how) {
        const auto found = static_cast<int>(read(kNpu + hashiflex::npu::kLabel));
        std::cout << "image " << image << " by " << how << " at " << sc_core::sc_time_stamp() << ": class " << found
                  << ", expected " << expected << '\n';
        if (found != expected) ++failures_;
    }

    std::uint32_t read(std::uint64_t address) {
        std::uint32_t value = 0;
        transport(tlm::TLM_READ_COMMAND, address, &value, sizeof value);
        return value;
    }

    void transport(tlm::tlm_command command, std::uint64_t address, void* data, std::size_t bytes) {
        tlm::tlm_generic_payload payload;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        payload.set_command(command);
        payload.set_address(address);
        payload.set_data_ptr(static_cast<unsigned char*>(data));
        payload.set_data_length(static_cast<unsigned>(bytes));
        payload.set_streaming_width(static_cast<unsigned>(bytes));
        bus->b_transport(payload, delay);
        wait(delay);  // the NPU answers a cycle later
        if (!payload.is_response_ok()) throw std::runtime_error("bus: " + payload.get_response_string());
    }

    const sc_core::sc_event& result_;
    hashiflex::RunImages images_;
    int classes_;
    Bytes weights_;
    int failures_ = 0;
};

// Weights with which every class is reported as the next one: a change that nobody can overlook.
Classifier shifted_by_one(Classifier classifier) {
    const auto last_row = classifier.weights.end() - classifier.inputs();
    std::rotate(classifier.weights.begin(), last_row, classifier.weights.end());
    std::rotate(classifier.bias.begin(), classifier.bias.end() - 1, classifier.bias.end());
    if (!classifier.multiplier.empty())
        std::rotate(classifier.multiplier.begin(), classifier.multiplier.end() - 1, classifier.multiplier.end());
    return classifier;
}

int run(const char* design_file) {
    const hashiflex::LoadedDesign loaded = hashiflex::load(design_file);
    const auto* classifier = std::get_if<Classifier>(&loaded.design.stages.back().op);
    if (classifier == nullptr) throw std::invalid_argument("this platform wants a design with an NPU");
    if (!loaded.network.test_set) throw std::invalid_argument("this platform wants a network with a test set");

    hashiflex::Chip chip("chip", loaded.design);
    Cpu cpu("cpu", chip.sink().done, hashiflex::test_images(*loaded.network.test_set, loaded.design.source.type.shape),
            shifted_by_one(*classifier));
    Bus bus("bus");
    cpu.bus.bind(bus.in);
    cpu.clk(chip.clock());
    bus.map(kPixels, kWindow, chip.source().images);
    bus.map(kNpu, kWindow, chip.npu()->bus);

    sc_core::sc_start();
    return cpu.failures() == 0 ? 0 : 1;
}

}  // namespace

int sc_main(int argc, char* argv[]) {
    try {
        if (argc != 2) throw std::invalid_argument("usage: platform DESIGN.yaml");
        return run(argv[1]);
    } catch (const std::exception& error) {
        std::cerr << "platform: " << error.what() << '\n';
        return 2;
    }
}
