// SPDX-License-Identifier: Apache-2.0
// When the weight writer writes: it takes no cycle from the NPU, so all of it follows from when images begin and end.
#pragma once

#include "modules/core/timing/fast_timing.h"
#include "sim/chip/measured.h"

#include <cstdint>
#include <optional>

namespace hashiflex {

struct WriterDesign {
    bool present = false;
    std::int64_t at_image = 0;
    std::int64_t bytes = 0;
    std::int64_t port_bytes = 1;

    std::int64_t writes() const { return (bytes + port_bytes - 1) / port_bytes; }
};

ReprogramMeasured reprogramming(const core::Timing& timing, const WriterDesign& writer);

// The edge of the commit, were there no end to the run; 0 if nothing is ever written.
core::Cycle last_write(const core::Timing& timing, const WriterDesign& writer);

}  // namespace hashiflex
