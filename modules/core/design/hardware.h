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

// What holds the words of a buffer or FIFO.
enum class Storage { flops, latches, sram };

// What a file asks for. `as_design`: of a stage that says nothing.
enum class StorageChoice { as_design, automatic, flops, latches, sram };

struct PortSpec {
    std::optional<int> lanes;  // pixels per beat; auto: as few as the target allows (without a target: one)
};

// Overrides for one stage, by layer name.
struct StageSpec {
    std::optional<int> lanes;                          // windows started per cycle
    std::vector<std::optional<int>> input_depth;       // beats, one entry per input; empty: all auto
    std::optional<int> fifo_depth;                     // beats; auto: the fewest that never block the stage
    std::optional<int> adder_levels_per_stage;         // empty: as in the whole design
    StorageChoice storage = StorageChoice::as_design;  // of its buffers and FIFO
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
    std::optional<int> fifo_depth;  // result beats; auto: the fewest that never block the NPU
};

enum class ClassifierSite { npu, hardwired };

// Where the toggles come from that energy is computed with: assumed, or counted on the values of all images.
enum class Activity { assumed, full };

struct HardwareSpec {
    ClockSpec clock;
    std::optional<int> target_cycles_per_image;
    int adder_levels_per_stage = 2;
    bool clock_gating = false;
    StorageChoice storage = StorageChoice::automatic;  // of all buffers and FIFOs
    PortSpec input;
    ClassifierSite classifier = ClassifierSite::npu;
    std::optional<NpuSpec> npu;
    std::map<std::string, StageSpec> stages;
    Activity activity = Activity::assumed;
    std::optional<double> toggle_rate;  // of all data wires alike, per use; none: a rate for each class
};

}  // namespace hashiflex::core
