// SPDX-License-Identifier: Apache-2.0
// What a design file says about the hardware. Field names are the YAML keys; an empty optional is `auto`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::core {

struct ClockSpec {
    std::optional<double> mhz = 1000.0;  // auto: what the critical path allows, less the margin
    bool allow_above_max = false;
    double margin_percent = 0;  // of the maximum, not to be used
};

struct PortSpec {
    std::optional<int> lanes;  // pixels per beat; auto: as few as the target allows (without a target: one)
};

// Overrides for one stage, by layer name.
struct StageSpec {
    std::optional<int> lanes;                     // windows started per cycle
    std::vector<std::optional<int>> input_depth;  // beats, one entry per input; empty: all auto
    std::optional<int> fifo_depth;                // beats; auto: latency + 2
    std::optional<int> adder_levels_per_stage;    // empty: as in the whole design
};

// How the adders of a stage are built and cut into cycles.
struct AdderStyle {
    int levels_per_stage = 1;  // adders in a row between two registers
};

enum class Accumulator { ripple, carry_save };

struct NpuSpec {
    int rows = 8;     // inputs per cycle
    int columns = 8;  // classes per cycle
    Accumulator accumulator = Accumulator::carry_save;
    int write_port_bytes = 4;       // of the weight memory, per cycle
    std::optional<int> fifo_depth;  // result beats; auto: latency + 2
};

enum class ClassifierSite { npu, hardwired };

struct HardwareSpec {
    ClockSpec clock;
    std::optional<int> target_cycles_per_image;
    int adder_levels_per_stage = 2;
    bool clock_gating = false;
    PortSpec input;
    ClassifierSite classifier = ClassifierSite::npu;
    std::optional<NpuSpec> npu;
    std::map<std::string, StageSpec> stages;
    double toggle_rate = 0.15;  // toggles per data wire and use; see docs/cost.md
};

}  // namespace hashiflex::core
