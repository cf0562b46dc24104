// SPDX-License-Identifier: Apache-2.0
// Work in other processes that ends when the user says so: tools, and simulations (SystemC elaborates once a process).
#pragma once

#include "sim/process/interrupt.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::process {

struct Part {
    std::uint64_t done = 0;
    std::uint64_t of = 0;  // 0: nobody knows how much there is
};

// What a child does, and how far it is.
struct Activity {
    std::string name;  // "building the RTL"
    std::function<Part()> part = [] { return Part(); };
};

// Looked at some 50 times a second while a child works.
struct Watch {
    const std::atomic<bool>* stop = nullptr;
    std::function<void(const Activity&)> tick;
};

// A program of the search path.
std::optional<std::filesystem::path> find_program(const std::string& name);

// Runs `command` (found along the search path) in `folder`, what it says into the file `output`; its exit code, 128 +
// the signal if one ended it. The children of the command belong to it: they are gone before Interrupted is thrown.
int run_tool(const std::vector<std::string>& command, const std::filesystem::path& folder,
             const std::filesystem::path& output, const Activity& activity, const Watch& watch);

// What `body` returned in a child process. Its std::invalid_argument and std::runtime_error are thrown here.
std::string in_child(const std::function<std::string()>& body, const Activity& activity, const Watch& watch);

}  // namespace hashiflex::process
