// SPDX-License-Identifier: Apache-2.0
// The commands of the program: a new one is a line in commands.cpp.
#pragma once

#include <string>
#include <vector>

namespace hashiflex {

using Arguments = std::vector<std::string>;

struct Command {
    const char* name;
    const char* summary;
    int (*run)(const Arguments& arguments);  // what follows the name; returns an ExitCode
};

const std::vector<Command>& commands();

// The whole program but for its exceptions.
int run_program(const Arguments& arguments);
// Tells exceptions on stderr and turns them into an ExitCode.
int run_program_safely(const Arguments& arguments);

}  // namespace hashiflex
