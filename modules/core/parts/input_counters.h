// SPDX-License-Identifier: Apache-2.0
// How far the counters of an input (hf_input) go.
#pragma once

#include "modules/core/design/step_program.h"

#include <cstdint>

namespace hashiflex::core {

struct InputCounters {
    std::int64_t least_held = 0;   // negative: beats are given up before they arrive
    std::int64_t least_ahead = 0;  // arrived minus needed by the present step
    std::int64_t most_ahead = 0;   // as many as this only while the ring is full: no beat arrives then

    bool drops() const { return least_held < 0; }
};
InputCounters input_counters(const InputSchedule& schedule, int depth);

}  // namespace hashiflex::core
