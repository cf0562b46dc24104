// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/bus_tap.h"

#include <utility>

namespace hashiflex::prove {
namespace {

constexpr unsigned kWordBytes = 4;

BusAccess access_of(const tlm::tlm_generic_payload& payload, std::uint64_t cycle) {
    const unsigned char* const data = payload.get_data_ptr();
    return {cycle,
            payload.is_write(),
            payload.get_address(),
            {data, data + payload.get_data_length()},
            payload.is_response_ok() ? 0 : -static_cast<int>(payload.get_response_status())};
}

}  // namespace

BusTap::BusTap(const sc_core::sc_module_name& name, const sc_core::sc_time& period,
               std::function<std::optional<BusQuestion>(std::uint64_t)> questions,
               std::function<void(const BusAccess&)> report)
    : sc_module(name), period_(period), questions_(std::move(questions)), report_(std::move(report)) {
    in.bind(*this);
    out.bind(*this);
    SC_THREAD(before_edge);
}

void BusTap::before_edge() {
    wait(period_ - sc_core::sc_get_time_resolution());
    for (;; wait(period_)) {
        if (asked_) report_(*asked_);
        asked_.reset();
        const std::uint64_t next = cycle() + 1;
        const auto question = questions_(next);
        if (!question) continue;
        std::vector<std::uint8_t> word(kWordBytes);
        tlm::tlm_generic_payload payload;
        payload.set_command(question->write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
        payload.set_address(question->address);
        payload.set_data_ptr(word.data());
        payload.set_data_length(kWordBytes);
        payload.set_streaming_width(kWordBytes);
        payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        out->b_transport(payload, delay);
        asked_ = access_of(payload, next);
    }
}

void BusTap::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    out->b_transport(payload, delay);
    asked_ = access_of(payload, cycle());
}

tlm::tlm_sync_enum BusTap::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                           sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ) b_transport(payload, delay);
    return tlm::TLM_COMPLETED;
}

}  // namespace hashiflex::prove
