// SPDX-License-Identifier: Apache-2.0
// A probe on the wire: passes a stream through unchanged and reports every beat that moves.
#pragma once

#include "modules/stream/beat.h"

#include <systemc>
#include <tlm>

#include <functional>
#include <utility>

namespace hashiflex::stream {

class Probe final : public sc_core::sc_module, public tlm::tlm_fw_transport_if<>, public tlm::tlm_bw_transport_if<> {
 public:
    tlm::tlm_target_socket<> in{"in"};
    tlm::tlm_initiator_socket<> out{"out"};

    // `moved` is called at the edge at which a beat moves.
    Probe(const sc_core::sc_module_name& name, std::function<void(const tlm::tlm_generic_payload&)> moved)
        : sc_module(name), moved_(std::move(moved)) {
        in.bind(*this);
        out.bind(*this);
    }

 private:
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override {
        const auto status = out->nb_transport_fw(payload, phase, delay);
        if (status == tlm::TLM_COMPLETED) moved_(payload);
        return status;
    }
    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override {
        if (phase == tlm::BEGIN_RESP) moved_(payload);
        return in->nb_transport_bw(payload, phase, delay);
    }
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override {
        out->b_transport(payload, delay);
    }
    bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi) override {
        return out->get_direct_mem_ptr(payload, dmi);
    }
    unsigned transport_dbg(tlm::tlm_generic_payload& payload) override { return out->transport_dbg(payload); }
    void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) override {
        in->invalidate_direct_mem_ptr(start, end);
    }

    std::function<void(const tlm::tlm_generic_payload&)> moved_;
};

}  // namespace hashiflex::stream
