// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/systemc_point.h"

#include "sim/files/json_text.h"
#include "sim/files/text_of_file.h"
#include "sim/process/exit_code.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// What the program said, without its name before each line.
std::string message_of(std::string text) {
    const std::string prefix = "hashiflex: error: ";
    const std::size_t start = text.find(prefix);
    if (start != std::string::npos) text.erase(0, start + prefix.size());
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

// The exit status. Between fork and exec only calls that are safe in a process with threads.
int run_program(const std::vector<std::string>& arguments, const fs::path& log) {
    std::vector<char*> argv;
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const std::string errors = log.string();
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error(std::string("cannot start a process: ") + std::strerror(errno));
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int file = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (file >= 0) ::dup2(file, STDERR_FILENO);
        const int null = ::open("/dev/null", O_RDWR);
        if (null >= 0) ::dup2(null, STDOUT_FILENO);
        ::execv("/proc/self/exe", argv.data());
        ::_exit(127);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) throw std::runtime_error(std::string("waitpid: ") + std::strerror(errno));
    return status;
}

const std::string kKilled = "killed by signal ";

}  // namespace

bool was_killed(const std::string& error) {
    return error.compare(0, kKilled.size(), kKilled) == 0;
}

PointResult simulate_systemc(const Settings& point, const SystemcOptions& options, const fs::path& folder) {
    std::vector<std::string> arguments{"hashiflex", "run",     options.design, "--quiet",
                                       "--engine",  "systemc", "--out",        folder.string()};
    if (options.images) arguments.insert(arguments.end(), {"--images", std::to_string(*options.images)});
    if (!options.accuracy) arguments.emplace_back("--timing-only");
    for (const auto& set : overrides(point)) arguments.insert(arguments.end(), {"--set", set});
    fs::create_directories(folder);
    const fs::path log = folder / "errors.txt";
    fs::remove(folder / "report.json");
    const int status = run_program(arguments, log);
    const std::string errors = message_of(text_of_file(log));
    fs::remove(log);
    if (WIFSIGNALED(status)) return {nullptr, kKilled + std::to_string(WTERMSIG(status))};
    const int code = WEXITSTATUS(status);
    if (code != kDone && code != kFailed && code != kBadInput)
        throw std::runtime_error("a simulation was ended from outside, or could not be started");
    PointResult result;
    if (code != kBadInput) result.report = parse_json(text_of_file(folder / "report.json"));
    if (result.report.is_discarded()) result.report = nullptr;
    if (code != kDone) result.error = errors.empty() ? "the simulation failed" : errors;
    return result;
}

}  // namespace hashiflex
