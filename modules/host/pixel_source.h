// SPDX-License-Identifier: Apache-2.0
// The host's pixel port: takes whole images, gives the chip beats.
#pragma once

#include "modules/core/design/design.h"
#include "modules/stages/clocked.h"
#include "modules/stages/value_share.h"
#include "modules/stream/optional_target.h"
#include "modules/stream/stream_out.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

namespace hashiflex::host {

// Images come in over `images`: one TLM write of height * width * channels bytes, HWC, at address 0 (b_transport or
// debug, at any time; an image written during an edge is offered from the next one on). Cuts them into beats of its
// port's width.
class PixelSource final : public Clocked, public tlm::tlm_fw_transport_if<> {
 public:
    stream::OptionalTarget images{"images"};

    // Gaps: may a new beat be offered in this cycle? Empty: always. `design` must outlive the source.
    PixelSource(const sc_core::sc_module_name& name, const core::Source& design,
                std::function<bool(std::uint64_t)> open = {}, ValueShare values = {});

    tlm::tlm_initiator_socket<>& out(int branch) { return out_.socket(branch); }
    const stream::StreamOut& output() const { return out_; }
    std::size_t waiting_images() const { return queue_.size() + written_.size(); }
    void append_state(std::uint64_t base, std::vector<std::int64_t>& state) const;

 private:
    using Pixels = std::vector<std::uint8_t>;

    void tick() override;
    CycleState commit(bool& active) override;
    // With gaps it watches them as long as it has something to offer.
    std::uint64_t next_change() const override {
        return open_ && out_.empty() && !queue_.empty() ? cycle() + 1 : kNever;
    }
    void offer_next_beat();
    stream::RowRef make_row();

    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override;
    bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
    unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;
    tlm::tlm_response_status accept_image(const tlm::tlm_generic_payload& payload);
    Pixels keep(const unsigned char* data, std::size_t bytes);

    const core::Source& design_;
    std::function<bool(std::uint64_t)> open_;
    stream::StreamOut out_;
    ValueShare values_;
    std::uint64_t images_accepted_ = 0;
    std::deque<Pixels> queue_;    // the front one is being cut up; empty: nobody wants its values
    std::deque<Pixels> written_;  // since the last commit
    std::vector<Pixels> used_;    // their memory is used again
    std::uint64_t image_ = 0;
    int beat_ = 0;  // of that image, the next to be offered; in row y_, from column_ on
    int y_ = 0;
    int column_ = 0;
    stream::RowRef row_;
    std::vector<std::int32_t> values_of_row_;
};

}  // namespace hashiflex::host
