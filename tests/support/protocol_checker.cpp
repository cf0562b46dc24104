// SPDX-License-Identifier: Apache-2.0
#include "tests/support/protocol_checker.h"

#include <stdexcept>
#include <tuple>

namespace hashiflex::test {

ProtocolChecker::Attributes::Attributes(const Payload& payload)
    : command(payload.get_command()),
      address(payload.get_address()),
      data(payload.get_data_ptr()),
      length(payload.get_data_length()),
      streaming_width(payload.get_streaming_width()),
      byte_enables(payload.get_byte_enable_ptr()),
      byte_enable_length(payload.get_byte_enable_length()) {}

bool ProtocolChecker::Attributes::operator==(const Attributes& other) const {
    return std::tie(command, address, data, length, streaming_width, byte_enables, byte_enable_length) ==
           std::tie(other.command, other.address, other.data, other.length, other.streaming_width, other.byte_enables,
                    other.byte_enable_length);
}

void ProtocolChecker::require(bool rule_kept, const std::string& rule) const {
    if (!rule_kept) throw std::logic_error(std::string(name()) + ": " + rule);
}

// What the initiator must have set, whatever the transport.
void ProtocolChecker::check_new(const Payload& payload) const {
    require(payload.get_response_status() == tlm::TLM_INCOMPLETE_RESPONSE, "a request is not INCOMPLETE");
    require(payload.get_data_ptr() != nullptr, "the data pointer is null");
    require(payload.get_data_length() > 0, "the data length is 0");
    require(payload.get_streaming_width() > 0, "the streaming width is 0");
    require(!payload.is_dmi_allowed(), "the DMI hint is set on a request");
    require(payload.get_byte_enable_ptr() == nullptr || payload.get_byte_enable_length() > 0,
            "byte enables without a length");
    require(!payload.has_mm() || payload.get_ref_count() >= 1, "nobody holds a reference");
}

ProtocolChecker::Transaction& ProtocolChecker::check_flying(const Payload& payload) {
    const auto found = flying_.find(&payload);
    require(found != flying_.end(), "a phase of a transaction that is not in flight");
    require(found->second.attributes == Attributes(payload), "an attribute changed in flight");
    require(payload.get_ref_count() >= 1, "nobody holds a reference");
    return found->second;
}

void ProtocolChecker::begin(const Payload& payload) {
    require(flying_.count(&payload) == 0, "BEGIN_REQ of a transaction that is in flight");
    require(requesting_ == nullptr, "BEGIN_REQ while another request is not accepted");
    require(payload.has_mm(), "a payload without memory manager");
    check_new(payload);
    flying_.emplace(&payload, Transaction{Attributes(payload), Phase::begin_req});
    requesting_ = &payload;
}

void ProtocolChecker::advance(const Payload& payload, const tlm::tlm_phase& phase) {
    Transaction& transaction = check_flying(payload);
    if (phase == tlm::END_REQ) {
        require(transaction.phase == Phase::begin_req, "END_REQ not after BEGIN_REQ");
        transaction.phase = Phase::end_req;
    } else {
        require(phase == tlm::BEGIN_RESP, "a phase that no target may send");
        require(transaction.phase != Phase::begin_resp, "a second BEGIN_RESP");
        require(responding_ == nullptr, "BEGIN_RESP while another response is not accepted");
        require(payload.get_response_status() != tlm::TLM_INCOMPLETE_RESPONSE, "a response is INCOMPLETE");
        transaction.phase = Phase::begin_resp;
        responding_ = &payload;
    }
    if (requesting_ == &payload) requesting_ = nullptr;
}

void ProtocolChecker::finish(const Payload& payload) {
    check_flying(payload);
    require(payload.get_response_status() != tlm::TLM_INCOMPLETE_RESPONSE, "a completed transaction is INCOMPLETE");
    flying_.erase(&payload);
    if (requesting_ == &payload) requesting_ = nullptr;
    if (responding_ == &payload) responding_ = nullptr;
    ++completed_;
}

tlm::tlm_sync_enum ProtocolChecker::nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    if (phase == tlm::END_RESP) {
        require(check_flying(payload).phase == Phase::begin_resp, "END_RESP not after BEGIN_RESP");
        finish(payload);
        const auto status = out->nb_transport_fw(payload, phase, delay);
        require(status != tlm::TLM_UPDATED, "END_RESP answered with a further phase");
        return status;
    }
    require(phase == tlm::BEGIN_REQ, "a phase that no initiator may send");
    begin(payload);
    const auto status = out->nb_transport_fw(payload, phase, delay);
    if (status == tlm::TLM_UPDATED) advance(payload, phase);
    if (status == tlm::TLM_COMPLETED) finish(payload);
    return status;
}

tlm::tlm_sync_enum ProtocolChecker::nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    const bool response = phase == tlm::BEGIN_RESP;
    advance(payload, phase);
    const auto status = in->nb_transport_bw(payload, phase, delay);
    if (!response) {
        require(status == tlm::TLM_ACCEPTED, "END_REQ answered with a further phase");
        return status;
    }
    if (status == tlm::TLM_UPDATED)
        require(phase == tlm::END_RESP, "BEGIN_RESP answered with another phase than END_RESP");
    if (status != tlm::TLM_ACCEPTED) finish(payload);
    return status;
}

void ProtocolChecker::b_transport(Payload& payload, sc_core::sc_time& delay) {
    check_new(payload);
    const Attributes before(payload);
    out->b_transport(payload, delay);
    require(before == Attributes(payload), "an attribute changed in flight");
    require(payload.get_response_status() != tlm::TLM_INCOMPLETE_RESPONSE, "a completed transaction is INCOMPLETE");
}

}  // namespace hashiflex::test
