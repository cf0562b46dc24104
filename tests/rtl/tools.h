// SPDX-License-Identifier: Apache-2.0
// Runs the compilers that read what the emitter writes.
#pragma once

#include "modules/rtl/emit.h"
#include "tests/sim/config/temp_dir.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace hashiflex::test {

// What a command says on both outputs, in `folder`.
inline std::string output_of(const TempDir& folder, const std::string& command) {
    const std::string line = "cd '" + (folder / "").string() + "' && (" + command + ") 2>&1";
    std::FILE* pipe = ::popen(line.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    std::string text;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) text += buffer.data();
    ::pclose(pipe);
    return text;
}

inline std::string file_list(const rtl::Emission& emission, bool with_bench) {
    std::string list;
    for (const auto& name : emission.order)
        if (with_bench || name != "tb.sv") list += name + " ";
    return list;
}

// Every warning is an error; empty if there is none. Verilator reads the chip below its test bench.
inline std::string lint(const TempDir& folder, const rtl::Emission& emission) {
    const std::string design = file_list(emission, false);
    const std::string all = file_list(emission, true);
    return output_of(folder, "verilator --lint-only --timing -Wall --top-module tb " + all) +
           output_of(folder, "iverilog -g2012 -Wall -t null " + all) +
           output_of(folder,
                     "yosys -q -p 'read_verilog -sv " + design + "; hierarchy -check -top " + emission.top + "'");
}

// The same of the chip as the top of a design.
inline std::string lint_top(const TempDir& folder, const rtl::Emission& emission) {
    return output_of(folder,
                     "verilator --lint-only -Wall --top-module " + emission.top + " " + file_list(emission, false));
}

// The last lines that the test bench prints. 0 cycles: until all results are out.
inline std::string simulate(const TempDir& folder, const rtl::Emission& emission, std::int64_t cycles = 0) {
    const std::string problems = output_of(folder, "iverilog -g2012 -s tb -o sim " + file_list(emission, true));
    return problems.empty() ? output_of(folder, "timeout 200 vvp -n sim +cycles=" + std::to_string(cycles)) : problems;
}

struct LogEntry {
    long long cycle = 0;
    std::size_t stream = 0;
    std::string data;
};

// transfers.log, only the entries of `stream`.
inline std::vector<LogEntry> transfers(const TempDir& folder, std::size_t stream) {
    std::vector<LogEntry> entries;
    std::ifstream file(folder / "transfers.log");
    for (LogEntry entry; file >> entry.cycle >> entry.stream >> entry.data;)
        if (entry.stream == stream) entries.push_back(entry);
    return entries;
}

}  // namespace hashiflex::test
