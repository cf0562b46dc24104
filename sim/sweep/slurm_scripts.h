// SPDX-License-Identifier: Apache-2.0
// A sweep as jobs of Slurm: the texts of its job scripts. Nothing here touches files or processes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct SlurmJob {
    std::string name;                   // of the sweep
    std::filesystem::path program;      // all paths are absolute: jobs start elsewhere
    std::filesystem::path folder;       // of the sweep; slurm/ and shards/ are in it
    std::vector<std::string> sweep;     // SWEEP.yaml and the options that say what the points are
    std::size_t chunks = 1;             // tasks of the array
    std::optional<std::uint64_t> cpus;  // of a chunk
    std::vector<std::string> options;   // of sbatch, without the dashes: "partition=long"
};

// `text` as one word of a shell.
std::string shell_word(const std::string& text);

// The array of chunks, with its tasks numbered from 1: each is a shard, and resumes what an earlier start left.
std::string chunks_script(const SlurmJob& job);
// Joins the shards in the folder of the sweep; may be ended and started again at any point.
std::string merge_script(const SlurmJob& job);

// Throws std::invalid_argument with what is allowed if `option` is no NAME or NAME=VALUE, or is one that the scripts
// set and rely on.
void require_slurm_option(const std::string& option);

}  // namespace hashiflex
