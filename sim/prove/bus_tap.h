// SPDX-License-Identifier: Apache-2.0
// Sits on the NPU's bus: reports every access, and makes some of its own at moments when the host makes none.
#pragma once

#include <systemc>
#include <tlm>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace hashiflex::prove {

struct BusAccess {
    std::uint64_t cycle = 0;
    bool write = false;
    std::uint64_t address = 0;
    std::vector<std::uint8_t> data;
    int error = 0;  // 0, or the negative of the TLM response
};

// An access of four bytes that changes nothing: a read, or a write that must be refused.
struct BusQuestion {
    bool write = false;
    std::uint64_t address = 0;
};

// A question is put just before the edge to which it belongs: it sees the same registers. If the host then makes an
// access at that edge, the question has never been: the bus has room for one access a cycle. An access is reported
// before the next edge, at which its answer is taken.
class BusTap final : public sc_core::sc_module, public tlm::tlm_fw_transport_if<>, public tlm::tlm_bw_transport_if<> {
 public:
    tlm::tlm_target_socket<> in{"in"};
    tlm::tlm_initiator_socket<> out{"out"};

    SC_HAS_PROCESS(BusTap);
    // `questions` by cycle. Accesses are reported in the order of cycles.
    BusTap(const sc_core::sc_module_name& name, const sc_core::sc_time& period,
           std::function<std::optional<BusQuestion>(std::uint64_t)> questions,
           std::function<void(const BusAccess&)> report);

 private:
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override;
    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
        return tlm::TLM_COMPLETED;
    }
    bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
    unsigned transport_dbg(tlm::tlm_generic_payload& payload) override { return out->transport_dbg(payload); }
    void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

    void before_edge();
    std::uint64_t cycle() const { return sc_core::sc_time_stamp().value() / period_.value(); }

    sc_core::sc_time period_;
    std::function<std::optional<BusQuestion>(std::uint64_t)> questions_;
    std::function<void(const BusAccess&)> report_;
    std::optional<BusAccess> asked_;  // not yet reported
};

}  // namespace hashiflex::prove
