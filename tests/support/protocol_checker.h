// SPDX-License-Identifier: Apache-2.0
// A wire that knows the TLM-2.0 base protocol: passes everything through and throws at the first violation.
#pragma once

#include <systemc>
#include <tlm>

#include <cstdint>
#include <map>
#include <string>

namespace hashiflex::test {

// Between an initiator and a target. Rules of IEEE 1666-2011, clauses 14 (payload) and 15 (base protocol). Throws
// std::logic_error: "<name>: <rule>".
class ProtocolChecker final : public sc_core::sc_module,
                              public tlm::tlm_fw_transport_if<>,
                              public tlm::tlm_bw_transport_if<> {
 public:
    tlm::tlm_target_socket<> in{"in"};
    tlm::tlm_initiator_socket<> out{"out"};

    explicit ProtocolChecker(const sc_core::sc_module_name& name) : sc_module(name) {
        in.bind(*this);
        out.bind(*this);
    }

    std::size_t in_flight() const { return flying_.size(); }
    std::uint64_t completed() const { return completed_; }  // non-blocking transactions

 private:
    using Payload = tlm::tlm_generic_payload;

    // What no one may change while a transaction is in flight.
    struct Attributes {
        explicit Attributes(const Payload& payload);
        bool operator==(const Attributes& other) const;

        tlm::tlm_command command;
        std::uint64_t address;
        const unsigned char* data;
        unsigned length;
        unsigned streaming_width;
        const unsigned char* byte_enables;
        unsigned byte_enable_length;
    };
    enum class Phase { begin_req, end_req, begin_resp };
    struct Transaction {
        Attributes attributes;
        Phase phase;
    };

    tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override;
    tlm::tlm_sync_enum nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override;
    void b_transport(Payload& payload, sc_core::sc_time& delay) override;
    bool get_direct_mem_ptr(Payload& payload, tlm::tlm_dmi& dmi) override {
        return out->get_direct_mem_ptr(payload, dmi);
    }
    unsigned transport_dbg(Payload& payload) override { return out->transport_dbg(payload); }
    void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) override {
        in->invalidate_direct_mem_ptr(start, end);
    }

    void require(bool rule_kept, const std::string& rule) const;
    void check_new(const Payload& payload) const;
    Transaction& check_flying(const Payload& payload);
    void begin(const Payload& payload);
    void advance(const Payload& payload, const tlm::tlm_phase& phase);  // by the target
    void finish(const Payload& payload);

    std::map<const Payload*, Transaction> flying_;
    const Payload* requesting_ = nullptr;  // between BEGIN_REQ and END_REQ
    const Payload* responding_ = nullptr;  // between BEGIN_RESP and END_RESP
    std::uint64_t completed_ = 0;
};

}  // namespace hashiflex::test
