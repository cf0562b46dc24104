// SPDX-License-Identifier: Apache-2.0
// The receiving end of a stream: a buffer of beats in arrival order, and the rows they carry.
#pragma once

#include "modules/stream/beat.h"
#include "modules/stream/wakes.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex::stream {

// Takes one beat per edge while fewer than `depth` beats that arrived before are still held. State changes in commit().
class StreamIn : public tlm::tlm_fw_transport_if<> {
 public:
    static constexpr std::int64_t kUnbounded = std::int64_t{1} << 62;

    StreamIn(const std::string& name, std::int64_t depth, int rows_per_image);

    tlm::tlm_target_socket<> socket;

    // What happens at an edge where a beat arrives (a sink reads it there); and whether beats may arrive at all
    // (stalls).
    std::function<void(const Beat&)> on_beat;
    std::function<bool()> is_open;
    // Woken by every beat that is offered. Null: nobody sleeps here.
    Wakes* owner = nullptr;

    std::int64_t received() const { return received_; }
    std::int64_t held() const { return received_ > released_ ? received_ - released_ : 0; }
    bool full() const { return received_ - released_ >= depth_; }
    bool ready() const { return !full() && (!is_open || is_open()); }
    bool waiting() const { return pending_ != nullptr; }  // a beat was offered and not taken yet

    // Takes a beat that had to wait, now that there is room.
    void tick() {
        if (pending_ != nullptr && ready()) take_pending();
    }
    // The first `beats` beats of the whole stream are given up, at this edge.
    void release_until(std::int64_t beats) { next_released_ = beats; }
    // Returns whether a beat arrived.
    bool commit() {
        arrived_ = taken_;
        if (next_released_ > released_) released_ = next_released_;
        if (!taken_) return false;
        taken_ = false;
        ++received_;
        if (held() > high_water_) high_water_ = held();
        return true;
    }

    // Rows by their index in the whole stream: image * rows_per_image + row.
    core::RowView row(std::int64_t index) const { return rows_[static_cast<std::size_t>(index - first_row_)].data(); }
    void drop_rows_before(std::int64_t index);

    std::int64_t high_water() const { return high_water_; }
    bool arrived() const { return arrived_; }  // at the edge before
    void append_state(std::int64_t beats_per_image, std::uint64_t base, std::vector<std::int64_t>& state) const;

 private:
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override;
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
    bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
    unsigned transport_dbg(tlm::tlm_generic_payload&) override { return 0; }
    void take_pending();
    void take(tlm::tlm_generic_payload& payload);

    std::int64_t depth_;
    int rows_per_image_;
    tlm::tlm_generic_payload* pending_ = nullptr;
    std::int64_t received_ = 0;  // registered
    std::int64_t released_ = 0;  // registered; may be ahead of received_: those beats are dropped as they arrive
    std::int64_t next_released_ = 0;
    bool taken_ = false;
    bool arrived_ = false;
    std::int64_t high_water_ = 0;
    std::deque<RowRef> rows_;
    std::int64_t first_row_ = 0;
};

}  // namespace hashiflex::stream
