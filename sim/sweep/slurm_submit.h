// SPDX-License-Identifier: Apache-2.0
// Gives a sweep to Slurm: its folder with the job scripts, and two jobs, the array of chunks and what joins them.
#pragma once

#include "sim/sweep/plan_file.h"
#include "sim/sweep/slurm_scripts.h"

#include <optional>
#include <string>

namespace hashiflex {

struct SlurmFolder {
    SlurmJob job;
    bool complete = false;  // the results are there: nothing to submit
};

// Writes job.folder/slurm/chunks.sh, merge.sh and plan.json. Where chunks have been submitted before, `resume` must be
// set, the plan be the same, and the number of chunks is the one of then. Throws ConfigError.
SlurmFolder prepare_slurm(SlurmJob job, PlanFile plan, bool chunks_given, bool resume);

// Throws std::invalid_argument naming the Debian package if there is no sbatch.
void require_slurm();

struct SlurmJobs {
    std::string chunks, merge;
};

// With the jobs' ids; throws std::runtime_error if Slurm refuses.
SlurmJobs submit_slurm(const SlurmJob& job);

}  // namespace hashiflex
