// SPDX-License-Identifier: Apache-2.0
// Work in other processes that ends when the user says so: tools, and simulations (SystemC elaborates once a process).
#pragma once

#include "sim/process/interrupt.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::process {

// Looked at some 50 times a second while a child works.
struct Watch {
    const std::atomic<bool>* stop = nullptr;
    std::function<void(const std::string& activity)> tick;  // "building the RTL"
};

// A program of the search path.
std::optional<std::filesystem::path> find_program(const std::string& name);

// Runs `command` (found along the search path) in `folder`, what it says into the file `output`; its exit code, 128 +
// the signal if one ended it. The children of the command belong to it: they are gone before Interrupted is thrown.
int run_tool(const std::vector<std::string>& command, const std::filesystem::path& folder,
             const std::filesystem::path& output, const std::string& activity, const Watch& watch);

// What `body` returned in a child process. Its std::invalid_argument and std::runtime_error are thrown here.
std::string in_child(const std::function<std::string()>& body, const std::string& activity, const Watch& watch);

}  // namespace hashiflex::process
