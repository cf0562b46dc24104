// SPDX-License-Identifier: Apache-2.0
// The keys of a design file.
#pragma once

#include "modules/core/design/hardware.h"
#include "sim/config/describe.h"
#include "sim/config/design_file.h"
#include "sim/config/rules.h"

namespace hashiflex {

constexpr Integers kLanes{1, 65536};
constexpr Integers kDepth{1, 16777216};
constexpr Integers kAdderLevels{1, 64};

inline const Choices<core::Accumulator> kAccumulators{
    {{"ripple", core::Accumulator::ripple}, {"carry_save", core::Accumulator::carry_save}}};
inline const Choices<core::ClassifierSite> kClassifierSites{
    {{"npu", core::ClassifierSite::npu}, {"hardwired", core::ClassifierSite::hardwired}}};

inline const Choices<core::StorageChoice> kStorageChoices{{{"auto", core::StorageChoice::automatic},
                                                           {"flops", core::StorageChoice::flops},
                                                           {"latches", core::StorageChoice::latches},
                                                           {"sram", core::StorageChoice::sram}}};

inline const Choices<core::Activity> kActivities{
    {{"default", core::Activity::assumed}, {"full", core::Activity::full}}};

// The keys `activity` and `energy` hold what are fields of HardwareSpec.
struct ActivityKeys {
    std::optional<double>& toggle_rate;
};
struct EnergyKeys {
    core::Activity& activity;
};

template <class V>
void describe(V& v, core::ClockSpec& clock) {
    v.required("mhz", clock.mhz, OrAuto<Reals>{{0, 100000, true}},
               "Fabric clock, MHz; auto: the most that critical path and margin allow, rounded down to 1 MHz, below 10 "
               "MHz to 0.001.");
    v.optional("allow_above_max", clock.allow_above_max, Flag{},
               "Simulate even if the critical path does not allow the clock.");
    v.optional("margin_percent", clock.margin_percent, Reals{0, 99, false},
               "How much of the maximum clock is kept in reserve, percent.");
}

template <class V>
void describe(V& v, core::PortSpec& port) {
    v.optional("lanes", port.lanes, OrAuto<Integers>{kLanes},
               "Pixels per beat; auto: as few as the target allows, without a target 1.");
}

template <class V>
void describe(V& v, core::StageSpec& stage) {
    v.optional("lanes", stage.lanes, OrAuto<Integers>{kLanes},
               "Windows started per cycle; auto: as few as the target allows, without a target 1.");
    v.optional("input_depth", stage.input_depth, ListOf<OrAuto<Integers>>{{kDepth}, 1},
               "Beats that each input buffer holds, one entry per input; auto: the least that costs no cycle.");
    v.optional("fifo_depth", stage.fifo_depth, OrAuto<Integers>{kDepth},
               "Beats that the output FIFO holds, those in flight included; auto: the least that costs no cycle.");
    v.optional("adder_levels_per_stage", stage.adder_levels_per_stage, OrAuto<Integers>{kAdderLevels},
               "Adders in a row between two pipeline registers; auto: as in the whole design.");
    v.optional(
        "storage", stage.storage, kStorageChoices,
        "What its buffers and its FIFO are made of; auto: the least area times energy; sram: its buffers but joins, "
        "the rest as auto; without the key as in the whole design.");
}

template <class V>
void describe(V& v, core::NpuSpec& npu) {
    v.required("rows", npu.rows, Integers{1, 65536}, "Inputs per cycle.");
    v.required("columns", npu.columns, Integers{1, 65536}, "Classes per cycle.");
    v.optional("accumulator", npu.accumulator, kAccumulators, "How sums are kept while they grow.");
    v.optional("write_port_bytes", npu.write_port_bytes, Integers{1, 4096},
               "Bytes per cycle that the host may write into the weight memory.");
    v.optional("fifo_depth", npu.fifo_depth, OrAuto<Integers>{kDepth},
               "Results that the output FIFO holds, those in flight included; auto: the least that costs no cycle.");
}

template <class V>
void describe(V& v, ActivityKeys& activity) {
    v.optional("toggle_rate", activity.toggle_rate, OrAuto<Reals>{{0, 1, false}},
               "Toggles per use, of all data wires alike; auto: a rate for each class of wires.");
}

template <class V>
void describe(V& v, EnergyKeys& energy) {
    v.optional(
        "activity", energy.activity, kActivities,
        "Toggles of data wires: full counts them on the values of every image of a run, default takes rates that "
        "were measured on other networks; full not with activity.toggle_rate.");
}

template <class V>
void describe(V& v, DieSpec& die) {
    v.optional("max_mm2", die.max_mm2, Reals{0, 100000, true}, "A larger die is refused, mm2; 858: a reticle.");
}

template <class V>
void describe(V& v, DesignFile& file) {
    core::HardwareSpec& hardware = file.hardware;
    ActivityKeys activity{hardware.toggle_rate};
    EnergyKeys energy{hardware.activity};
    WeightsKey weights{file.weights, file.synthetic, file.quantize};
    v.required("name", file.name, Text{Text::Form::name}, "Names the design in reports.");
    v.required("network", file.network, Text{}, "A network file, relative to this one.");
    v.optional("weights", weights, Weights{}, "Instead of those of the network file; keys of `quantize` one by one.");
    v.required("tech", file.tech, Text{}, "A technology: NAME of ../tech/NAME.yaml, or a path ending in .yaml.");
    v.required("clock", hardware.clock, Mapping{}, "The one clock of the fabric.");
    v.optional("target_cycles_per_image", hardware.target_cycles_per_image, OrAuto<Integers>{{1, 1000000000}},
               "Upper bound, cycles; auto: none.");
    v.optional("adder_levels_per_stage", hardware.adder_levels_per_stage, kAdderLevels,
               "Adders in a row between two pipeline registers.");
    v.optional("clock_gating", hardware.clock_gating, Flag{}, "Registers are clocked only when they take a new value.");
    v.optional("storage", hardware.storage, kStorageChoices,
               "What buffers and FIFOs are made of; auto: of each the least area times energy; sram: buffers but joins "
               "and feature buffers, the rest as auto.");
    v.optional("input", hardware.input, Mapping{}, "The port through which images come.");
    v.optional("classifier", hardware.classifier, kClassifierSites, "Where the last layer runs.");
    v.optional("npu", hardware.npu, Mapping{}, "The programmable classifier; required if, and only if, it is used.");
    v.optional("activity", activity, Mapping{}, "What the energy model assumes about data.");
    v.optional("energy", energy, Mapping{}, "How energy is computed.");
    v.optional("die", file.die, Mapping{}, "Limits of the silicon.");
    v.optional("stages", hardware.stages, ByName{}, "Overrides for single stages, by layer name.");
}

}  // namespace hashiflex
