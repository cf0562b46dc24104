// SPDX-License-Identifier: Apache-2.0
// A sweep from its plan to its tables: what all commands share that simulate many points.
#pragma once

#include "sim/cli/options.h"
#include "sim/config/document.h"
#include "sim/sweep/plan_file.h"
#include "sim/sweep/sweep_file.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace hashiflex {

// "I/N" of --shard. Throws UsageError.
Shard shard_of(const Options& options);

struct PlannedSweep {
    PlanFile plan;
    Document design;
};

// Everything that can be wrong with the plan is asked here. Changes the working directory to that of the design file,
// so that paths in messages are as it has them. Throws ConfigError.
PlannedSweep plan_sweep(SweepFile sweep, const Shard& shard, bool reports);

struct SweepRun {
    std::filesystem::path out;  // absolute
    bool resume = false;
    std::optional<std::uint64_t> jobs;  // threads; nothing: one per processor
    bool quiet = false;
    std::optional<std::string> data;  // labelled images as `run --input` takes them, instead of the network's test set
};

// Simulates the points that `out` lacks, and writes the tables. An exit code; after Ctrl-C it ends the process.
int run_sweep(const PlannedSweep& sweep, const SweepRun& run);

}  // namespace hashiflex
