// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/slurm_scripts.h"

#include "sim/config/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace hashiflex {
namespace {

// Neither a shell nor sbatch sees anything in these.
bool plain(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string("_-+./=:,@%").find(static_cast<char>(c)) != std::string::npos;
    });
}

// sbatch reads these lines itself: blanks end a word unless quoted, a backslash takes the next character as it is.
std::string directive(const std::string& option) {
    const std::size_t equals = option.find('=');
    std::string line = "#SBATCH --" + option.substr(0, equals);
    if (equals == std::string::npos) return line + '\n';
    const std::string value = option.substr(equals + 1);
    if (plain(value)) return line + '=' + value + '\n';
    line += "=\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') line += '\\';
        line += c;
    }
    return line + "\"\n";
}

std::string head(const SlurmJob& job, const std::vector<std::string>& options) {
    std::string text = "#!/bin/bash\n";
    for (const auto& option : options) text += directive(option);
    text += directive("chdir=" + (job.folder / "slurm").string());
    text += directive("open-mode=append") + directive("requeue");
    for (const auto& option : job.options) text += directive(option);
    return text;
}

std::string words(const std::vector<std::string>& list) {
    std::string text;
    for (const auto& word : list) text += ' ' + shell_word(word);
    return text;
}

}  // namespace

std::string shell_word(const std::string& text) {
    if (plain(text)) return text;
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

std::string chunks_script(const SlurmJob& job) {
    std::vector<std::string> options{"job-name=hashiflex-" + job.name, "array=1-" + std::to_string(job.chunks),
                                     "output=chunk-%a.log"};
    if (job.cpus) options.push_back("cpus-per-task=" + std::to_string(*job.cpus));
    return head(job, options) + fmt::format(R"(
# One of {0} chunks of a sweep. Ended and put back into the queue, it goes on where it was: --resume.
chunk=$SLURM_ARRAY_TASK_ID
exec {1} sweep{2} \
    --shard "$chunk/{0}" --out {3}/"$chunk" --resume -j "${{SLURM_CPUS_PER_TASK:-1}}"
)",
                                            job.chunks, shell_word(job.program.string()), words(job.sweep),
                                            shell_word((job.folder / "shards").string()));
}

std::string merge_script(const SlurmJob& job) {
    return head(job, {"job-name=hashiflex-" + job.name + "-merge", "output=merge.log"}) +
           fmt::format(R"(
# Joins the chunks. It refuses if points are missing; plan.json comes last and says that the folder is complete.
set -euo pipefail
cd {0}
rm -rf slurm/whole
{1} merge shards/{{1..{2}}} --out slurm/whole
rm -rf points
for part in points results.csv results.jsonl plan.json; do
    if [ -e "slurm/whole/$part" ]; then mv "slurm/whole/$part" .; fi
done
rmdir slurm/whole
)",
                       shell_word(job.folder.string()), shell_word(job.program.string()), job.chunks);
}

void require_slurm_option(const std::string& option) {
    const std::string name = option.substr(0, option.find('='));
    const bool named = !name.empty() && name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
    });
    if (!named || option.find('\n') != std::string::npos)
        throw config_error({"--slurm-option", "", "'" + option + "'",
                            "NAME or NAME=VALUE, a long option of sbatch without its dashes, as partition=long", ""});
    constexpr std::array<const char*, 10> kOurs{"array",     "chdir",    "dependency", "error",    "input",
                                                "open-mode", "parsable", "output",     "job-name", "wrap"};
    if (std::find(kOurs.begin(), kOurs.end(), name) != kOurs.end())
        throw config_error({"--slurm-option", "", "'" + option + "', which the scripts set themselves",
                            "options that hold for the chunks and the merge, as partition, account, time, mem", ""});
}

}  // namespace hashiflex
