// SPDX-License-Identifier: Apache-2.0
// hashiflex sweep --slurm: the sweep is done by jobs of Slurm.
#pragma once

#include "sim/cli/options.h"
#include "sim/sweep/plan_file.h"

#include <filesystem>

namespace hashiflex {

void add_slurm_options(std::vector<Option>& options);
// Throws UsageError if options do not go together.
bool wants_slurm(const Options& options);
// `sweep`, the sweep file, and `out` are absolute. The exit code.
int give_to_slurm(const Options& options, const PlanFile& plan, const std::filesystem::path& sweep,
                  const std::filesystem::path& out);

}  // namespace hashiflex
