// SPDX-License-Identifier: Apache-2.0
#include "modules/host/pixel_source.h"

#include <algorithm>
#include <utility>

namespace hashiflex::host {

PixelSource::PixelSource(const sc_core::sc_module_name& name, const core::Source& design,
                         std::function<bool(std::uint64_t)> open, ValueShare values)
    : Clocked(name),
      design_(design),
      open_(std::move(open)),
      out_("out", design.branches, 1, -1,
           static_cast<std::size_t>(design.type.shape.width) * static_cast<std::size_t>(design.type.shape.channels),
           design.type.shape.channels, core::row_format(design.type)),
      values_(values),
      values_of_row_(static_cast<std::size_t>(design.type.shape.width * design.type.shape.channels)) {
    images.bind(*this);
    out_.owner = this;
}

void PixelSource::tick() {
    if (out_.empty() && !queue_.empty() && (!open_ || open_(cycle()))) offer_next_beat();
    out_.tick(cycle());
}

void PixelSource::offer_next_beat() {
    const core::BeatGrid& grid = design_.grid;
    if (column_ == 0) row_ = make_row();
    out_.push(cycle(), image_, y_, column_, std::min(grid.lanes, grid.width - column_), row_);
    ++beat_;
    column_ += grid.lanes;
    if (column_ < grid.width) return;
    column_ = 0;
    if (++y_ < grid.rows) return;
    y_ = beat_ = 0;
    ++image_;
    if (!queue_.front().empty()) used_.push_back(std::move(queue_.front()));
    queue_.pop_front();
}

stream::RowRef PixelSource::make_row() {
    stream::RowRef row = out_.rows().take();
    if (queue_.front().empty()) return row;
    const std::size_t values = values_of_row_.size();
    const std::uint8_t* pixels = queue_.front().data() + static_cast<std::size_t>(y_) * values;
    core::take(design_.offset, pixels, values, values_of_row_.data());
    core::pack(row.format(), values_of_row_.data(), values, row.data());
    return row;
}

CycleState PixelSource::commit(bool& active) {
    while (!written_.empty()) {
        queue_.push_back(std::move(written_.front()));
        written_.pop_front();
    }
    active = out_.commit();
    if (active) return CycleState::busy;
    return out_.empty() ? CycleState::starved : CycleState::blocked;
}

void PixelSource::append_state(std::uint64_t base, std::vector<std::int64_t>& state) const {
    state.push_back(static_cast<std::int64_t>(image_ - base));
    state.push_back(beat_);
    state.push_back(queue_.empty());
    out_.append_state(cycle(), base, state);
}

void PixelSource::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    payload.set_response_status(accept_image(payload));
}

tlm::tlm_sync_enum PixelSource::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                sc_core::sc_time&) {
    if (phase == tlm::BEGIN_REQ) payload.set_response_status(accept_image(payload));
    return tlm::TLM_COMPLETED;
}

unsigned PixelSource::transport_dbg(tlm::tlm_generic_payload& payload) {
    payload.set_response_status(accept_image(payload));
    return payload.is_response_ok() ? payload.get_data_length() : 0;
}

tlm::tlm_response_status PixelSource::accept_image(const tlm::tlm_generic_payload& payload) {
    if (!payload.is_write()) return tlm::TLM_COMMAND_ERROR_RESPONSE;
    if (payload.get_address() != 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    const auto bytes = static_cast<std::size_t>(design_.type.shape.elements());
    if (payload.get_data_length() != bytes || payload.get_streaming_width() < bytes)
        return tlm::TLM_BURST_ERROR_RESPONSE;
    const unsigned char* data = payload.get_data_ptr();
    wake();
    // Before the simulation starts there is nothing to be registered against: cycle 0 offers the first beat.
    (sc_core::sc_start_of_simulation_invoked() ? written_ : queue_).push_back(keep(data, bytes));
    return tlm::TLM_OK_RESPONSE;
}

PixelSource::Pixels PixelSource::keep(const unsigned char* data, std::size_t bytes) {
    Pixels pixels;
    if (!values_.has(images_accepted_++)) return pixels;
    if (!used_.empty()) {
        pixels = std::move(used_.back());
        used_.pop_back();
    }
    pixels.assign(data, data + bytes);
    return pixels;
}

}  // namespace hashiflex::host
