// SPDX-License-Identifier: Apache-2.0
// The reprogrammable classifier: a pipeline stage whose weights are written over a memory-mapped TLM-2.0 socket.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/stages/pipeline_stage.h"
#include "modules/stream/optional_target.h"

#include <systemc>
#include <tlm>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::npu {

// Two weight sets: one in use, one to be written. A commit takes effect at the first image that starts after its edge;
// until then the written set is locked (writes are answered with an error), so no result depends on the order within an
// edge.
class Npu final : public stages::PipelineStage, public tlm::tlm_fw_transport_if<> {
 public:
    stream::OptionalTarget bus{"bus"};

    // Both sets hold `weights` of the design at first. LABEL keeps its value at images without values.
    Npu(const sc_core::sc_module_name& name, const core::StageDesign& design, ValueShare values = {});

    std::uint64_t images_started() const { return images_started_; }                         // registered
    std::optional<std::uint64_t> first_image_of_set() const { return first_image_of_set_; }  // after the last commit
    bool set_in_use() const { return set_; }
    void append_state(std::uint64_t base, std::vector<std::int64_t>& state) const override;

 protected:
    CycleState commit(bool& active) override;
    void begin_image() override;
    int label(const std::int32_t* sums) override;

 private:
    // Loosely timed bus: an access takes effect at the clock edge at which it happens; its answer is there a cycle
    // later, which is added to `delay`.
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override;
    bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
    unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;

    sc_core::sc_time cycle_time() const;  // 0 where the clock says nothing of its period
    tlm::tlm_response_status access(tlm::tlm_generic_payload& payload);
    tlm::tlm_response_status access_weights(tlm::tlm_generic_payload& payload, std::uint64_t offset);
    tlm::tlm_response_status access_register(tlm::tlm_generic_payload& payload);
    std::uint32_t read_register(std::uint64_t address) const;

    std::array<std::vector<std::uint8_t>, 2> sets_;
    core::Operator current_;       // the classifier with the weights in use
    bool set_ = false;             // which of sets_ is in use
    bool committed_ = false;       // registered: the next image switches
    bool commit_written_ = false;  // at this edge
    bool switched_ = false;        // at this edge
    bool started_ = false;         // at this edge
    std::uint64_t images_started_ = 0;
    std::optional<std::uint64_t> first_image_of_set_;
    std::uint64_t images_done_ = 0;  // registered, as is last_label_
    int last_label_ = -1;
};

}  // namespace hashiflex::npu
