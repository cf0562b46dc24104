// SPDX-License-Identifier: Apache-2.0
// What a run found out, as data: texts are made from this, and from nothing else.
#pragma once

#include "modules/core/activity/measured_rates.h"
#include "modules/core/cost/area.h"
#include "modules/core/cost/counts.h"
#include "modules/core/cost/energy.h"
#include "modules/core/cost/money.h"
#include "modules/core/cost/quantity.h"
#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"
#include "sim/chip/measured.h"
#include "sim/report/run_info.h"
#include "sim/report/stage_cost.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

using core::Quantity;

// A count that may be unknown: then it says why.
template <class T>
struct Known {
    std::optional<T> value;
    std::string reason;
};

template <class T>
Known<T> known_or(const std::optional<T>& value, const std::string& reason) {
    return value ? Known<T>{value, ""} : Known<T>{std::nullopt, reason};
}

struct CyclesResult {
    std::uint64_t total = 0;
    Known<std::uint64_t> first_image;
    Known<Rational> per_image;
    bool in_run = false;  // per_image was seen by the run itself
    std::optional<int> target;
    Known<bool> target_met;
    int needed = 0;  // by the slowest stage or the input port
};

// Counts are over all lanes, energy is per image.
struct StageResult {
    std::string name;
    std::string kind;
    int lanes = 1;
    int beats_per_image = 1;
    int cycles_needed = 1;  // per image
    int latency = 0;
    CycleCounts cycles;
    core::Counts counts;
    core::Events events;  // per image
    core::MeasuredRates toggles;
    Quantity area_um2;
    core::EnergyBreakdown energy_parts_pj;
    Quantity energy_pj;
    core::PathDelay path;
};

struct BufferResult {
    std::string name;
    std::string kind;  // line, skip, join, accumulator, feature, fifo
    bool automatic = true;
    core::WordStorage storage;
    int depth = 0;  // beats
    std::int64_t bits = 0;
    std::uint64_t high_water = 0;  // beats; of a FIFO with those in flight
};

// Of the silicon, what computes the classes and what the features.
struct AreaSplitResult {
    Quantity front_um2;
    Quantity classifier_um2;
};

// An operation is a multiplication or an addition: 2 per MAC.
struct ComputeResult {
    std::int64_t macs_per_image = 0;
    Quantity tops;
    Quantity tops_per_w;
};

// Stages that need equally many cycles per image wait in all others.
struct IdleGroup {
    int cycles_needed = 1;
    double idle = 0;  // share of the cycles per image
    int stages = 0;
    std::string first, last;
    Quantity area_um2;
};

struct CriticalPathResult {
    std::string stage;
    std::string what;
    Quantity ps;
    Quantity max_clock_mhz;
    std::optional<bool> met;  // by the clock of the design
};

// Where the toggles come from that energy is computed with.
struct ActivityResult {
    std::string source;  // "default", "toggle_rate", "full"
    Known<std::uint64_t> images;
    double measured = 0;  // share of the uses of data wires whose toggles were counted
};

struct AccuracyResult {
    std::uint64_t correct = 0;
    std::uint64_t total = 0;
    Quantity top1;
    Quantity float_top1;
};

struct NpuResult {
    std::string stage;
    core::NpuSpec spec;
    std::int64_t inputs = 0;
    int classes = 0;
    int weight_bits = 0;
    int cycles_per_image = 0;
    std::int64_t weight_memory_bits = 0;  // both sets
};

// Of a hardwired classifier.
struct ArgmaxResult {
    std::string stage;
    int classes = 0;
    int classes_per_step = 0;  // with class scales as many multipliers
    bool scaled = false;
    int cycles_per_image = 0;
};

struct ReprogramResult {
    std::uint64_t requested_at = 0;
    std::string status;  // "done", "not completed", "not reached"
    Known<std::uint64_t> start_cycle, write_cycles, commit_cycle, first_image, bytes, worst_distance;
    Quantity energy_pj;
    Quantity throughput_dip;  // 0: none, 0.5: half the images per second at the worst moment
};

struct PhotographResult {
    Photograph photograph;
    Known<int> top1;  // its class
};

struct RunResult {
    RunInfo info;
    std::string network;
    std::string technology;
    std::string corner;
    core::TensorType input;
    std::uint64_t images_done = 0;
    std::string partial_reason;  // empty: the run is complete
    std::optional<std::string> deadlock;
    core::Clock clock;
    CyclesResult cycles;
    Quantity images_per_s;
    Quantity latency_us;
    std::string bottleneck;
    Known<std::string> limiting_buffer;
    core::AreaBreakdown area_um2;
    core::EnergyBreakdown energy_pj;
    ActivityResult activity;
    AreaSplitResult area_split;
    std::optional<core::Money> money;  // if the technology says what wafers cost
    ComputeResult compute;
    Quantity power_mw;
    std::vector<IdleGroup> idle;  // the idlest first; empty if the cycles per image are unknown
    CriticalPathResult critical_path;
    AccuracyResult accuracy;
    std::vector<PhotographResult> photographs;
    Quantity input_gb_per_s;
    Quantity output_gb_per_s;
    Quantity input_share_of_hbm3_stack;
    StageResult source;  // the input port with its offset subtractors
    CycleCounts sink;
    std::vector<StageResult> stages;
    std::vector<BufferResult> buffers;
    std::optional<NpuResult> npu;
    std::optional<ArgmaxResult> argmax;
    std::optional<ReprogramResult> reprogram;
};

// Whether the rate keeps the target of the design.
Known<bool> target_met(const std::optional<int>& target, const Known<Rational>& per_image);

// A pure function: equal arguments, equal result. `costs`: of every stage in `tech`. Throws std::logic_error if
// `measured` is not of this design.
RunResult assemble(const core::Design& design, const core::Technology& tech, const std::vector<StageCost>& costs,
                   const Measured& measured, const RunInfo& info);

}  // namespace hashiflex
