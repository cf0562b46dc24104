// SPDX-License-Identifier: Apache-2.0
// The sending end of a stream: pipeline registers, output FIFO and fork, under a push surface.
#pragma once

#include "modules/stream/beat.h"
#include "modules/stream/wakes.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace hashiflex::stream {

// A beat pushed at edge t can leave from edge t + latency + 1 on. It leaves to every branch as soon as that branch
// takes it, and makes room when all have. State changes in commit(): until then every question has the answer of before
// the edge.
class StreamOut {
 public:
    // latency -1: no registers at all, a beat can leave at the edge at which it is pushed (a source).
    // Rows: of `row_values` values in `format`.
    StreamOut(const std::string& name, int branches, int depth, int latency, std::size_t row_values, int channels,
              core::RowFormat format = {});

    // One socket per branch, to be bound to a StreamIn.
    tlm::tlm_initiator_socket<>& socket(int branch) { return branches_[static_cast<std::size_t>(branch)]->socket; }

    bool credit() const { return used_ < depth_; }  // room for one more, in flight included
    bool empty() const { return used_ == 0; }
    // Starts a beat at edge `now`. Needs credit.
    void push(std::uint64_t now, std::uint64_t image, int row, int column, int pixels, const RowRef& values,
              int label = -1);
    // Offers the oldest beat, if it is through the pipeline, to the branches that have not taken it.
    void tick(std::uint64_t now) {
        // A beat pushed at this very edge by a source (which has no registers) is not counted in used_ yet.
        if (used_ + pushed_ > 0 && ring_[head_].due <= now) offer();
    }
    // Returns whether a beat left for good.
    bool commit() {
        if (pushed_ != 0) {
            used_ += pushed_;
            pushed_ = 0;
            if (used_ > high_water_) high_water_ = used_;
        }
        moved_ = taken_ == branches_.size();
        if (moved_) pop();
        return moved_;
    }
    // The edge at which the oldest beat is through the pipeline; all ones: there is none, or it is offered already.
    std::uint64_t next_due(std::uint64_t now) const {
        return used_ > 0 && ring_[head_].due > now ? ring_[head_].due : ~std::uint64_t{0};
    }
    // Woken when a beat that had to wait is taken. Null: nobody sleeps here.
    Wakes* owner = nullptr;

    RowPool& rows() { return rows_; }
    std::uint64_t high_water() const { return high_water_; }
    std::uint64_t used() const { return used_; }
    // Is a beat at the end of the pipeline, to move at edge `now`?
    bool valid(std::uint64_t now) const { return used_ > 0 && ring_[head_].due <= now; }
    const Beat* front() const { return used_ > 0 ? ring_[head_].beat : nullptr; }
    bool moved() const { return moved_; }  // at the edge before
    // For the search for a steady state: all that decides the future, relative to `now` and image `base`.
    void append_state(std::uint64_t now, std::uint64_t base, std::vector<std::int64_t>& state) const;

 private:
    struct Slot {
        Beat* beat = nullptr;
        std::uint64_t due = 0;
        bool ends_row = false;
    };

    class Branch : public tlm::tlm_bw_transport_if<> {
     public:
        Branch(const std::string& name, StreamOut& stream) : socket(name.c_str()), stream_(stream) {
            socket.bind(*this);
        }
        void offer(tlm::tlm_generic_payload& payload);

        tlm::tlm_initiator_socket<> socket;
        bool waiting = false;  // the request is out, not yet answered
        bool taken = false;

     private:
        tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                           sc_core::sc_time& delay) override;
        void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
        void take(const tlm::tlm_generic_payload& payload);

        StreamOut& stream_;
    };

    void offer();
    void pop();

    std::vector<std::unique_ptr<Branch>> branches_;
    std::uint64_t depth_;
    std::int64_t latency_;
    int channels_;
    std::size_t row_values_;
    RowPool rows_;
    BeatPool beats_;
    std::vector<Slot> ring_;
    std::deque<RowRef> rows_in_flight_;  // a row's data are held until its last beat has left
    std::size_t head_ = 0;
    std::uint64_t used_ = 0;    // registered
    std::uint64_t pushed_ = 0;  // since the last commit
    std::size_t taken_ = 0;     // branches that have the oldest beat
    std::uint64_t high_water_ = 0;
    bool moved_ = false;
};

}  // namespace hashiflex::stream
