// SPDX-License-Identifier: Apache-2.0
#include "modules/stream/stream_out.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <string>

namespace hashiflex::stream {

StreamOut::StreamOut(const std::string& name, int branches, int depth, int latency, std::size_t row_values,
                     int channels, core::RowFormat format)
    : depth_(static_cast<std::uint64_t>(depth)),
      latency_(latency),
      channels_(channels),
      row_values_(row_values),
      rows_(row_values, format),
      ring_(static_cast<std::size_t>(depth)) {
    for (int b = 0; b < branches; ++b)
        branches_.push_back(std::make_unique<Branch>(name + (branches == 1 ? "" : std::to_string(b)), *this));
}

void StreamOut::push(std::uint64_t now, std::uint64_t image, int row, int column, int pixels, const RowRef& values,
                     int label) {
    assert(credit() && pushed_ == 0);
    Beat& beat = beats_.take();
    beat.image = image;
    beat.row = row;
    beat.column = column;
    beat.pixels = pixels;
    beat.label = label;
    beat.values = values.get();
    if (column == 0) rows_in_flight_.push_back(values);
    const auto offset = static_cast<std::size_t>(column) * static_cast<std::size_t>(channels_);
    const auto value_bytes = static_cast<std::size_t>(rows_.format().bytes);
    const auto bytes = static_cast<unsigned>(pixels * channels_) * static_cast<unsigned>(value_bytes);
    beat.set_address((static_cast<std::uint64_t>(row) * row_values_ + offset) * value_bytes);
    beat.set_data_ptr(values.data() + offset * value_bytes);
    beat.set_data_length(bytes);
    beat.set_streaming_width(bytes);
    beat.set_byte_enable_ptr(nullptr);
    beat.set_dmi_allowed(false);
    const std::size_t tail = head_ + used_;
    const bool ends_row = offset + static_cast<std::size_t>(pixels * channels_) == row_values_;
    ring_[tail < ring_.size() ? tail : tail - ring_.size()] = {&beat, now + static_cast<std::uint64_t>(latency_ + 1),
                                                               ends_row};
    pushed_ = 1;
}

void StreamOut::offer() {
    for (auto& branch : branches_)
        if (!branch->waiting && !branch->taken) branch->offer(*ring_[head_].beat);
}

void StreamOut::pop() {
    for (auto& branch : branches_) branch->taken = false;
    taken_ = 0;
    ring_[head_].beat->release();
    if (ring_[head_].ends_row) rows_in_flight_.pop_front();
    if (++head_ == ring_.size()) head_ = 0;
    --used_;
}

void StreamOut::append_state(std::uint64_t now, std::uint64_t base, std::vector<std::int64_t>& state) const {
    state.push_back(static_cast<std::int64_t>(used_));
    for (std::uint64_t i = 0; i < used_; ++i) {
        const Slot& slot = ring_[(head_ + i) % ring_.size()];
        // A beat that is through the pipeline only waits: since when does not matter.
        state.push_back(std::max<std::int64_t>(static_cast<std::int64_t>(slot.due - now), 0));
    }
    if (used_ > 0) state.push_back(static_cast<std::int64_t>(ring_[head_].beat->image - base));
    for (const auto& branch : branches_) state.push_back(branch->taken);
}

void StreamOut::Branch::offer(tlm::tlm_generic_payload& payload) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    switch (socket->nb_transport_fw(payload, phase, delay)) {
        case tlm::TLM_COMPLETED:
            take(payload);
            break;
        case tlm::TLM_ACCEPTED:
            waiting = true;
            break;
        case tlm::TLM_UPDATED:
            waiting = true;
            if (phase == tlm::BEGIN_RESP) {
                take(payload);
                phase = tlm::END_RESP;
                socket->nb_transport_fw(payload, phase, delay);
            }
            break;
    }
}

void StreamOut::Branch::take(const tlm::tlm_generic_payload& payload) {
    if (payload.is_response_error())
        throw std::runtime_error(std::string(socket.name()) + ": the consumer answered " +
                                 payload.get_response_string());
    waiting = false;
    taken = true;
    ++stream_.taken_;
}

tlm::tlm_sync_enum StreamOut::Branch::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                      sc_core::sc_time&) {
    if (phase == tlm::END_REQ) return tlm::TLM_ACCEPTED;  // the response comes later
    if (stream_.owner != nullptr) stream_.owner->wake();
    take(payload);
    return tlm::TLM_COMPLETED;
}

}  // namespace hashiflex::stream
