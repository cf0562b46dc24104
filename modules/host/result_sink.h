// SPDX-License-Identifier: Apache-2.0
// The host's result port: collects what the last stage sends.
#pragma once

#include "modules/stages/clocked.h"
#include "modules/stages/value_share.h"
#include "modules/stream/stream_in.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <functional>
#include <vector>

namespace hashiflex::host {

struct Result {
    std::uint64_t image = 0;
    std::vector<std::int32_t>
        values;               // sums of the classes, or the map of a network without classifier; empty: not computed
    int label = -1;           // the class, if the network has a classifier
    std::uint64_t cycle = 0;  // in which the last beat left
};

class ResultSink final : public Clocked {
 public:
    // values_per_row: of the last stage's rows; beats: per image. Stalls: is the host ready in this cycle? Empty:
    // always.
    ResultSink(const sc_core::sc_module_name& name, std::size_t values, std::size_t values_per_row,
               int values_per_pixel, int beats, std::function<bool(std::uint64_t)> ready = {}, ValueShare share = {});

    tlm::tlm_target_socket<>& in() { return in_.socket; }
    const stream::StreamIn& input() const { return in_; }
    // Called in the update phase of the edge at which an image's last beat left; `done` fires in the delta cycle after
    // it.
    std::function<void(Result&&)> on_result;
    sc_core::sc_event done{"done"};

 private:
    void tick() override { in_.tick(); }
    CycleState commit(bool& active) override;
    std::uint64_t next_change() const override { return in_.waiting() ? cycle() + 1 : kNever; }  // for the host
    void collect(const stream::Beat& beat);

    stream::StreamIn in_;
    std::size_t values_;
    std::size_t values_per_row_;
    int values_per_pixel_;
    int beats_;
    ValueShare share_;
    int beats_seen_ = 0;
    Result result_;
};

}  // namespace hashiflex::host
