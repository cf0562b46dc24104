// SPDX-License-Identifier: Apache-2.0
#include "modules/npu/npu.h"

#include "modules/core/network/take_weights.h"
#include "modules/core/network/weight_image.h"
#include "modules/npu/registers.h"

#include <algorithm>
#include <cstring>

namespace hashiflex::npu {
namespace {

const core::Classifier& classifier_of(const core::Operator& op) {
    return std::get<core::Classifier>(op);
}

constexpr unsigned kWordBytes = 4;

}  // namespace

Npu::Npu(const sc_core::sc_module_name& name, const core::StageDesign& design, ValueShare values)
    : PipelineStage(name, design, values), current_(design.op) {
    sets_.fill(core::pack_weights(classifier_of(design.op)));
    bus.bind(*this);
}

void Npu::begin_image() {
    started_ = true;
    if (!committed_) return;
    switched_ = true;
    first_image_of_set_ = image();
    current_ = core::unpack_weights(classifier_of(current_), sets_[!set_]);
    // What was written may be anything: sums that do not fit the accumulators are an error, never a wrap.
    core::classifier_range(design().name, classifier_of(current_), design().in[0].range);
    compute_with(current_);
}

int Npu::label(const std::int32_t* sums) {
    const auto& classifier = classifier_of(current_);
    return core::classify(sums, classifier.classes, classifier.multiplier);
}

CycleState Npu::commit(bool& active) {
    const stream::Beat* leaving = output().front();
    const bool last = leaving != nullptr && leaving->column + leaving->pixels == design().grid.width;
    const int label = leaving == nullptr ? -1 : leaving->label;
    const CycleState state = PipelineStage::commit(active);
    if (output().moved() && last) {
        ++images_done_;
        if (label >= 0) last_label_ = label;
    }
    if (switched_) {
        committed_ = false;
        set_ = !set_;
    }
    if (commit_written_) committed_ = true;
    if (started_) ++images_started_;
    active |= commit_written_;
    switched_ = commit_written_ = started_ = false;
    return state;
}

void Npu::append_state(std::uint64_t base, std::vector<std::int64_t>& state) const {
    PipelineStage::append_state(base, state);
    state.push_back(committed_);
}

sc_core::sc_time Npu::cycle_time() const {
    const auto* clock = dynamic_cast<const sc_core::sc_clock*>(clk.get_interface());
    return clock != nullptr ? clock->period() : sc_core::SC_ZERO_TIME;
}

void Npu::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    payload.set_response_status(access(payload));
    delay += cycle_time();
}

tlm::tlm_sync_enum Npu::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                        sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ) b_transport(payload, delay);
    return tlm::TLM_COMPLETED;
}

unsigned Npu::transport_dbg(tlm::tlm_generic_payload& payload) {
    payload.set_response_status(access(payload));
    return payload.is_response_ok() ? payload.get_data_length() : 0;
}

tlm::tlm_response_status Npu::access(tlm::tlm_generic_payload& payload) {
    if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    if (payload.get_streaming_width() < payload.get_data_length()) return tlm::TLM_BURST_ERROR_RESPONSE;
    if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) return tlm::TLM_OK_RESPONSE;
    if (payload.get_address() < kWeights) return access_register(payload);
    return access_weights(payload, payload.get_address() - kWeights);
}

tlm::tlm_response_status Npu::access_weights(tlm::tlm_generic_payload& payload, std::uint64_t offset) {
    auto& set = sets_[!set_];
    const std::uint64_t length = payload.get_data_length();
    if (offset > set.size() || length > set.size() - offset) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    if (payload.is_write() && committed_) return tlm::TLM_COMMAND_ERROR_RESPONSE;  // locked
    std::uint8_t* const place = set.data() + offset;
    if (payload.is_write())
        std::memcpy(place, payload.get_data_ptr(), length);
    else
        std::memcpy(payload.get_data_ptr(), place, length);
    return tlm::TLM_OK_RESPONSE;
}

tlm::tlm_response_status Npu::access_register(tlm::tlm_generic_payload& payload) {
    const std::uint64_t address = payload.get_address();
    if (address >= kRegisterEnd || address % kWordBytes != 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    if (payload.get_data_length() != kWordBytes) return tlm::TLM_BURST_ERROR_RESPONSE;
    if (payload.is_read()) {
        const std::uint32_t value = read_register(address);
        std::memcpy(payload.get_data_ptr(), &value, kWordBytes);
        return tlm::TLM_OK_RESPONSE;
    }
    std::uint32_t value = 0;
    std::memcpy(&value, payload.get_data_ptr(), kWordBytes);
    if (address != kCommit || value != 1 || committed_) return tlm::TLM_COMMAND_ERROR_RESPONSE;
    commit_written_ = true;
    wake();
    return tlm::TLM_OK_RESPONSE;
}

std::uint32_t Npu::read_register(std::uint64_t address) const {
    switch (address) {
        case kCommit:
            return committed_ ? 1U : 0U;
        case kStatus:
            return (state() == CycleState::busy ? kStatusBusy : 0U) | (committed_ ? kStatusPending : 0U) |
                   (set_ ? kStatusSet : 0U);
        case kImages:
            return static_cast<std::uint32_t>(images_done_);
        case kLabel:
            return static_cast<std::uint32_t>(last_label_);
        default:
            return static_cast<std::uint32_t>(sets_[0].size());  // kSetBytes
    }
}

}  // namespace hashiflex::npu
