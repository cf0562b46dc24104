// SPDX-License-Identifier: Apache-2.0
// The host's side of reprogramming: writes a weight set over the NPU's bus, one port width a cycle, then commits it.
#pragma once

#include "modules/stages/clocked.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::host {

class WeightWriter final : public Clocked, public tlm::tlm_bw_transport_if<> {
 public:
    tlm::tlm_initiator_socket<> bus{"bus"};

    // `begin` is asked every cycle (registered state only); the first write is made in the cycle in which it says yes.
    WeightWriter(const sc_core::sc_module_name& name, std::vector<std::uint8_t> image, int port_bytes,
                 std::function<bool()> begin);

    std::optional<std::uint64_t> first_write() const { return first_write_; }
    std::optional<std::uint64_t> committed() const { return committed_; }  // the cycle of the commit
    std::uint64_t write_cycles() const { return write_cycles_; }
    std::size_t written() const { return written_; }
    bool working() const { return first_write_.has_value() && !committed_; }

 private:
    void tick() override;
    CycleState commit(bool& active) override;
    std::uint64_t next_change() const override { return committed_ ? kNever : cycle() + 1; }
    void write(std::uint64_t address, std::uint8_t* data, std::size_t bytes);

    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
        return tlm::TLM_COMPLETED;
    }
    void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

    std::vector<std::uint8_t> image_;
    std::size_t port_bytes_;
    std::function<bool()> begin_;
    std::size_t written_ = 0;
    std::uint64_t write_cycles_ = 0;
    std::optional<std::uint64_t> first_write_;
    std::optional<std::uint64_t> committed_;
    bool wrote_ = false;
};

}  // namespace hashiflex::host
