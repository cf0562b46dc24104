// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/slurm_submit.h"

#include "sim/config/error.h"
#include "sim/files/json_text.h"
#include "sim/files/look.h"
#include "sim/files/output_file.h"
#include "sim/files/text_of_file.h"
#include "sim/process/child.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

[[noreturn]] void refuse_out(const fs::path& folder, const std::string& found, const std::string& allowed,
                             const std::vector<std::string>& details = {}) {
    throw config_error({"--out " + folder.string(), "", found, allowed, "", details});
}

fs::path plan_file(const fs::path& folder) {
    return folder / "slurm" / "plan.json";
}

// Scripts that were written and never submitted are no sweep.
bool unused(const fs::path& folder) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (entry.path().filename() != "slurm") return false;
    return true;
}

// The number of chunks is that of the first time: other shards have other points.
std::size_t chunks_before(const fs::path& folder, const PlanFile& plan) {
    const std::string before = text_of_file(plan_file(folder));
    const auto differences = plan_differences(before, plan_text(plan_json(plan)), true);
    if (!differences.empty())
        refuse_out(folder, "the folder of another plan", "the plan that the folder was begun with, or another folder",
                   differences);
    const Json shard = parse_json(before)["shard"];
    return shard.is_null() ? 1 : shard["of"].get<std::size_t>();
}

void take_over(SlurmJob& job, const PlanFile& plan, bool chunks_given, bool resume) {
    if (!resume)
        refuse_out(job.folder, "a folder that is not empty", "--resume to go on with it, or a new or empty folder");
    if (!is_file(plan_file(job.folder)))
        refuse_out(job.folder, "a folder without slurm/plan.json", "the folder of a sweep that was given to Slurm");
    const std::size_t before = chunks_before(job.folder, plan);
    if (chunks_given && job.chunks != before)
        refuse_out(job.folder, "a sweep in " + std::to_string(before) + " chunks",
                   "--chunks " + std::to_string(before));
    job.chunks = before;
}

// What a job's id is printed by: "12", "12;cluster".
std::string submit(const std::string& options, const fs::path& script) {
    const std::string command = "sbatch --parsable " + options + shell_word(script.string());
    std::FILE* pipe = ::popen(command.c_str(), "r");  // its errors are the user's to read
    if (pipe == nullptr) throw std::runtime_error("cannot start sbatch");
    std::string said;
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) said += static_cast<char>(c);
    const bool done = ::pclose(pipe) == 0;
    std::string id = said.substr(0, said.find_first_of(";\n"));
    if (!done || id.empty()) throw std::runtime_error("Slurm did not take the job: " + command);
    return id;
}

}  // namespace

SlurmFolder prepare_slurm(SlurmJob job, PlanFile plan, bool chunks_given, bool resume) {
    if (!unused(job.folder)) take_over(job, plan, chunks_given, resume);
    const bool complete = is_file(job.folder / "plan.json");
    if (complete) return {std::move(job), complete};
    std::error_code error;
    fs::create_directories(job.folder / "slurm", error);
    if (error) refuse_out(job.folder, "a folder that cannot be made (" + error.message() + ")", "a folder");
    plan.shard = {1, job.chunks};
    write_file_atomically(plan_file(job.folder).string(), plan_text(plan_json(plan)));
    write_file_atomically((job.folder / "slurm" / "chunks.sh").string(), chunks_script(job));
    write_file_atomically((job.folder / "slurm" / "merge.sh").string(), merge_script(job));
    return {std::move(job), complete};
}

void require_slurm() {
    if (!process::find_program("sbatch"))
        throw std::invalid_argument(
            "sbatch is not installed, and --slurm needs it: the Debian package is 'slurm-client' (apt-get install "
            "slurm-client); --slurm-dry-run writes the job scripts only");
}

SlurmJobs submit_slurm(const SlurmJob& job) {
    const fs::path scripts = job.folder / "slurm";
    SlurmJobs jobs;
    jobs.chunks = submit("", scripts / "chunks.sh");
    fs::create_directories(job.folder / "shards");  // from now on the folder is this sweep's
    try {
        // After any end of the chunks: one in which no point could be simulated fails and is complete all the same.
        // The merge knows what is missing.
        jobs.merge = submit("--dependency=afterany:" + jobs.chunks + " ", scripts / "merge.sh");
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(std::string(error.what()) + "; the chunks are job " + jobs.chunks);
    }
    return jobs;
}

}  // namespace hashiflex
