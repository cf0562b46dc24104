// SPDX-License-Identifier: Apache-2.0
#include "modules/stream/stream_in.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace hashiflex::stream {

StreamIn::StreamIn(const std::string& name, std::int64_t depth, int rows_per_image)
    : socket(name.c_str()), depth_(depth), rows_per_image_(rows_per_image) {
    socket.bind(*this);
}

tlm::tlm_sync_enum StreamIn::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                             sc_core::sc_time&) {
    if (phase != tlm::BEGIN_REQ)  // we answer BEGIN_REQ with the whole response, so nothing else can follow
        throw std::logic_error(std::string(socket.name()) + ": phase after the transaction has ended");
    if (owner != nullptr) owner->wake();
    if (!ready()) {
        payload.acquire();
        pending_ = &payload;
        return tlm::TLM_ACCEPTED;
    }
    take(payload);
    return tlm::TLM_COMPLETED;
}

void StreamIn::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);  // a beat takes time: non-blocking transport only
}

void StreamIn::take_pending() {
    tlm::tlm_generic_payload& payload = *pending_;
    pending_ = nullptr;
    take(payload);
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    const auto status = socket->nb_transport_bw(payload, phase, delay);
    assert(status == tlm::TLM_COMPLETED);
    static_cast<void>(status);
    payload.release();
}

void StreamIn::take(tlm::tlm_generic_payload& payload) {
    assert(!taken_);
    taken_ = true;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    const Beat& beat = beat_of(payload);
    const std::int64_t row = static_cast<std::int64_t>(beat.image) * rows_per_image_ + beat.row;
    // Rows that no window needs any more (or ever) are not kept.
    if (rows_per_image_ > 0 && beat.column == 0 && row >= first_row_) {
        assert(row == first_row_ + static_cast<std::int64_t>(rows_.size()));
        rows_.emplace_back(beat.values);
    }
    if (on_beat) on_beat(beat);
}

void StreamIn::drop_rows_before(std::int64_t index) {
    while (first_row_ < index && !rows_.empty()) {
        rows_.pop_front();
        ++first_row_;
    }
    first_row_ = std::max(first_row_, index);
}

void StreamIn::append_state(std::int64_t beats_per_image, std::uint64_t base, std::vector<std::int64_t>& state) const {
    const std::int64_t origin = static_cast<std::int64_t>(base) * beats_per_image;
    state.push_back(received_ - origin);
    state.push_back(released_ - origin);
    state.push_back(pending_ != nullptr);
}

}  // namespace hashiflex::stream
