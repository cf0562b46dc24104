// SPDX-License-Identifier: Apache-2.0
#include "modules/host/weight_writer.h"

#include "modules/npu/registers.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hashiflex::host {

WeightWriter::WeightWriter(const sc_core::sc_module_name& name, std::vector<std::uint8_t> image, int port_bytes,
                           std::function<bool()> begin)
    : Clocked(name),
      image_(std::move(image)),
      port_bytes_(static_cast<std::size_t>(port_bytes)),
      begin_(std::move(begin)) {
    bus.bind(*this);
}

void WeightWriter::tick() {
    if (committed_) return;
    if (!first_write_) {
        if (!begin_()) return;
        first_write_ = cycle();
    }
    wrote_ = true;
    if (written_ == image_.size()) {
        std::uint8_t one[] = {1, 0, 0, 0};
        write(npu::kCommit, one, sizeof one);
        committed_ = cycle();
        return;
    }
    const std::size_t bytes = std::min(port_bytes_, image_.size() - written_);
    write(npu::kWeights + written_, image_.data() + written_, bytes);
    written_ += bytes;
    ++write_cycles_;
}

CycleState WeightWriter::commit(bool& active) {
    active = std::exchange(wrote_, false);
    return active ? CycleState::busy : CycleState::starved;
}

void WeightWriter::write(std::uint64_t address, std::uint8_t* data, std::size_t bytes) {
    tlm::tlm_generic_payload payload;
    payload.set_command(tlm::TLM_WRITE_COMMAND);
    payload.set_address(address);
    payload.set_data_ptr(data);
    payload.set_data_length(static_cast<unsigned>(bytes));
    payload.set_streaming_width(static_cast<unsigned>(bytes));
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    bus->b_transport(payload, delay);
    if (!payload.is_response_ok())
        throw std::runtime_error(std::string(name()) + ": the NPU answered " + payload.get_response_string() +
                                 " to a write at " + std::to_string(address));
}

}  // namespace hashiflex::host
