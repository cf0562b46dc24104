// SPDX-License-Identifier: Apache-2.0
// What a stage is made of: its control, what stands between its inputs and its datapath, its output. The datapath
// itself is in cost/blocks.h.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/parts/input_counters.h"
#include "modules/core/parts/part.h"
#include "modules/core/parts/step_codes.h"
#include "modules/core/parts/window_hardware.h"

#include <optional>
#include <vector>

namespace hashiflex::core {

// The counters of an input.
struct InputControl {
    InputCounters reach;
    StepConstant needs_more, gives_up;  // per step
    Part part;                          // hf_input, and what decodes them
};

struct StageHardware {
    StepGrid grid;  // of the program
    std::vector<StepCode> codes;
    Part steps;  // hf_steps
    std::vector<InputControl> inputs;
    std::vector<InputView> views;         // of a stage that sees windows
    std::optional<BeatRing> whole_beats;  // of a global pool or an argmax
    std::optional<Part> tail;             // hf_delay: the last beat of a row is not full
    Part flight;                          // hf_flight
    std::vector<Part> output;             // hf_output
};
// Is it fed by lanes of windows, 1 x 1 ones too? Not a global pool, an argmax, the NPU.
bool sees_windows(const StageDesign& stage);

StageHardware stage_hardware(const StageDesign& stage, const Design& design);

std::vector<Part> parts_of(const StageHardware& hardware);

}  // namespace hashiflex::core
