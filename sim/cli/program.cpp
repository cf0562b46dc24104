// SPDX-License-Identifier: Apache-2.0
// Finds the command, and answers what concerns all of them.
#include "sim/cli/command.h"
#include "sim/cli/usage_error.h"
#include "sim/config/error.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/process/standard_streams.h"
#include "sim/run/version.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace hashiflex {
namespace {

std::string help() {
    std::string text =
        "hashiflex simulates hardwired convolutional networks, cycle by cycle and bit by bit.\n\n"
        "usage: hashiflex COMMAND [arguments]\n\ncommands:\n";
    for (const auto& command : commands()) text += fmt::format("  {:<11} {}\n", command.name, command.summary);
    return text +
           "\noptions:\n"
           "  --help     this text; hashiflex COMMAND --help tells more\n"
           "  --version  the version\n\n"
           "examples:\n"
           "  hashiflex check configs/designs/digits.yaml\n"
           "  hashiflex run configs/designs/digits.yaml --out out/digits\n\n"
           "exit codes: 0 done; 1 a mismatch, or the simulation could not finish; 2 bad input, bad usage or a missing\n"
           "tool; 130 interrupted\n";
}

}  // namespace

int run_program(const Arguments& arguments) {
    if (arguments.empty()) throw UsageError("which command? hashiflex --help lists them");
    const std::string& name = arguments.front();
    if (name == "--help" || name == "-h") {
        std::fputs(help().c_str(), stdout);
        return kDone;
    }
    if (name == "--version") {
        std::fputs(fmt::format("hashiflex {}\n", tool_version()).c_str(), stdout);
        return kDone;
    }
    std::vector<std::string> names{"--help", "--version"};
    for (const auto& command : commands()) {
        if (name == command.name) return command.run({arguments.begin() + 1, arguments.end()});
        names.emplace_back(command.name);
    }
    throw config_error({"", "", "unknown command '" + name + "'", joined(names), nearest(name, names)});
}

int run_program_safely(const Arguments& arguments) {
    process::occupy_standard_descriptors();
    start_logging();
    try {
        const int code = run_program(arguments);
        process::finish_standard_output();
        return code;
    } catch (const Interrupted&) {
        log_warning("interrupted");
        return kInterrupted;
    } catch (const ConfigError& error) {
        log_error(error.what());
        return kBadInput;
    } catch (const std::invalid_argument& error) {
        log_error(error.what());
        return kBadInput;
    } catch (const std::bad_alloc&) {
        log_error("out of memory: the design or its inputs are too large for this machine");
        return kFailed;
    } catch (const std::exception& error) {
        log_error(error.what());
        return kFailed;
    }
}

}  // namespace hashiflex
