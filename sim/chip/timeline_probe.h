// SPDX-License-Identifier: Apache-2.0
// Looks at a chip once a cycle and tells the timeline; exists only when one was asked for.
#pragma once

#include "sim/chip/chip.h"
#include "sim/chip/kept_error.h"
#include "sim/trace/timeline.h"

#include <systemc>

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex {

class TimelineProbe final : public sc_core::sc_module {
 public:
    SC_HAS_PROCESS(TimelineProbe);
    TimelineProbe(const sc_core::sc_module_name& name, const Chip& chip, const TimelineRequest& request,
                  Timeline::Warn warn);
    // Throws if the file cannot be written.
    void close();
    // What ended the simulation, if this did.
    void rethrow_error() { error_.rethrow(); }

 private:
    void sample();
    void tell_cycle(std::uint64_t cycle);
    void tell_acts(std::uint64_t cycle);
    void tell_writer(std::uint64_t cycle);
    void look_at_fills();

    const Chip& chip_;
    Timeline timeline_;
    KeptError error_;
    sc_core::sc_event never_;
    std::uint64_t told_ = 0;              // cycles
    std::vector<std::int64_t> acts_;      // told, by block
    std::vector<Timeline::Fills> fills_;  // by stage, before the next edge
    bool began_writing_ = false, ended_writing_ = false, switched_ = false;
};

}  // namespace hashiflex
