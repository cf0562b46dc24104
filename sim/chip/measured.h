// SPDX-License-Identifier: Apache-2.0
// What a simulation observed: counts and cycles only, no prices and no text.
#pragma once

#include "modules/core/activity/chip_activity.h"
#include "modules/stages/cycle_counts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// A reduced fraction.
struct Rational {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;

    double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
};

struct ImageResult {
    std::vector<std::int32_t> sums;  // empty: not kept, or not computed
    int top1 = 0;                    // -1: none
    std::uint64_t done_cycle = 0;    // the edge at which its last result beat left; cycle 0 is the first
};

struct ReprogramMeasured {
    bool reached = false;
    std::uint64_t start_cycle = 0;             // first write
    std::uint64_t write_cycles = 0;            // ceil(bytes / write_port_bytes)
    std::uint64_t commit_cycle = 0;            // the commit register is written
    bool completed = false;                    // the commit was written before the run ended
    std::optional<std::uint64_t> first_image;  // first with the new weights
    std::uint64_t bytes = 0;
    // Longest distance between two results from the first write to the commit, and cycles per image without it.
    std::optional<std::uint64_t> worst_distance;
};

// Why a run with a source or a sink that stalls has no rate.
constexpr const char* kStalls = "source or sink stall at random: there is no steady state";

struct Measured {
    std::uint64_t total_cycles = 0;
    std::optional<std::uint64_t> first_image_cycles;
    // simulate(): what the run saw. From measure() and simulate_fast(): that of the design, however short the run.
    std::optional<Rational> cycles_per_image;
    std::string cycles_per_image_reason;  // why there is none
    bool rate_in_run = false;             // the chip's state came back before the source ran out of images
    CycleCounts source, sink;
    std::vector<CycleCounts> stages;                           // as in core::Design::stages
    std::vector<std::vector<std::uint64_t>> input_high_water;  // [stage][input], beats
    std::vector<std::uint64_t> fifo_high_water;                // [stage], beats, in flight included
    std::vector<ImageResult> images;  // the first ones that are done: 40 bytes each without sums
    std::uint64_t left_out = 0;       // later ones, of which nothing is kept; values repeat those of `images` in turn
    bool values_computed = true;      // false: of no image
    bool interrupted = false;
    std::optional<std::string> deadlock;  // names the buffer; absent: none
    std::optional<ReprogramMeasured> reprogram;
    std::optional<core::ChipActivity> activity;  // from measure(), if the design asks for it

    std::uint64_t images_done() const { return images.size() + left_out; }
};

}  // namespace hashiflex
