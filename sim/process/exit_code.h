// SPDX-License-Identifier: Apache-2.0
// What the program tells the shell.
#pragma once

namespace hashiflex {

enum ExitCode {
    kDone = 0,
    kFailed = 1,        // a gate failed, or the simulation could not finish
    kBadInput = 2,      // bad input, bad usage, or a missing tool
    kInterrupted = 130  // as a shell reports SIGINT
};

}  // namespace hashiflex
