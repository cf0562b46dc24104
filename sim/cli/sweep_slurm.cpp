// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/sweep_slurm.h"

#include "sim/cli/usage_error.h"
#include "sim/process/exit_code.h"
#include "sim/sweep/slurm_submit.h"

#include <algorithm>
#include <cstdio>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

// What the chunks need to make the same plan.
std::vector<std::string> plan_arguments(const Options& options, const fs::path& sweep) {
    std::vector<std::string> arguments{sweep.string()};
    for (const auto& axis : options.texts("axis")) arguments.insert(arguments.end(), {"--axis", axis});
    for (const char* name : {"engine", "images"})
        if (options.has(name)) arguments.insert(arguments.end(), {std::string("--") + name, options.text(name)});
    if (options.flag("report")) arguments.emplace_back("--report");
    return arguments;
}

}  // namespace

void add_slurm_options(std::vector<Option>& options) {
    options.push_back(flag("slurm", "give the sweep to Slurm as a job array, and a job that joins the results in DIR"));
    options.push_back(text("chunks", "N", "with --slurm: tasks of the array; default: 16, at most one per point"));
    options.push_back(
        texts("slurm-option", "NAME=VALUE", "with --slurm: an option of sbatch, as partition=long; may be repeated"));
    options.push_back(flag("slurm-dry-run", "write the job scripts to DIR/slurm and submit nothing"));
}

bool wants_slurm(const Options& options) {
    const bool wanted = options.flag("slurm") || options.flag("slurm-dry-run");
    for (const char* name : {"chunks", "slurm-option"})
        if (!wanted && options.has(name)) throw UsageError(std::string("--") + name + " goes with --slurm");
    if (wanted && options.has("shard")) throw UsageError("--shard: --slurm makes the shards; see --chunks");
    return wanted;
}

int give_to_slurm(const Options& options, const PlanFile& plan, const fs::path& sweep, const fs::path& out) {
    constexpr std::size_t kChunks = 16;
    const bool dry = options.flag("slurm-dry-run");
    const auto chunks = options.count("chunks", 1);
    SlurmJob job;
    job.name = plan.sweep;
    job.program = fs::read_symlink("/proc/self/exe");
    job.folder = out;
    job.sweep = plan_arguments(options, sweep);
    job.chunks = std::max<std::size_t>(1, std::min(chunks.value_or(kChunks), plan.points.size()));
    job.cpus = options.count("jobs", 1);
    job.options = options.texts("slurm-option");
    for (const auto& option : job.options) require_slurm_option(option);
    if (!dry) require_slurm();
    const SlurmFolder folder = prepare_slurm(job, plan, chunks.has_value(), options.flag("resume"));
    const std::string scripts = (out / "slurm").string();
    if (folder.complete) {
        std::printf("the sweep is complete: %s\n", (out / "results.csv").string().c_str());
    } else if (dry) {
        std::printf(
            "%zu points in %zu chunks; to submit them:\n  job=$(sbatch --parsable %s)\n"
            "  sbatch --dependency=afterany:${job%%%%;*} %s\n",
            plan.points.size(), folder.job.chunks, shell_word(scripts + "/chunks.sh").c_str(),
            shell_word(scripts + "/merge.sh").c_str());
    } else {
        const SlurmJobs jobs = submit_slurm(folder.job);
        std::printf(
            "%zu points in %zu chunks: job %s; then joined in %s: job %s\n"
            "watch:  squeue --jobs=%s,%s\nlogs:   %s\n",
            plan.points.size(), folder.job.chunks, jobs.chunks.c_str(), (out / "results.csv").string().c_str(),
            jobs.merge.c_str(), jobs.chunks.c_str(), jobs.merge.c_str(), scripts.c_str());
    }
    return kDone;
}

}  // namespace hashiflex
