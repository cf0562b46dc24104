// SPDX-License-Identifier: Apache-2.0
// Makes a simulator of emitted SystemVerilog with Verilator, once: built simulators are kept in a cache.
#pragma once

#include "modules/rtl/emit.h"
#include "sim/process/child.h"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace hashiflex::prove {

// Says which Debian package to install.
class MissingTool : public std::invalid_argument {
 public:
    using std::invalid_argument::invalid_argument;
};

// Throws MissingTool if there is no Verilator, make or g++.
void require_tools();

// Writes the files of an emission into a folder.
void write_files(const rtl::Emission& emission, const std::filesystem::path& folder);

struct Simulator {
    std::filesystem::path program;  // in the cache
    bool built = false;             // now: it was not in the cache
};

// What the C++ compiler shall spend its time on.
enum class Optimize { building, speed };

// Of the emission's test bench; `waveforms`: it can write VCD files (and takes longer to build). The cache is keyed by
// the emitted text, Verilator's version and the flags. A simulator is built in a temporary folder beside the cache's
// entries and renamed when it is complete, so whatever is in the cache is whole. Throws std::runtime_error with the end
// of what Verilator said if it fails.
Simulator verilate(const rtl::Emission& emission, bool waveforms, const process::Watch& watch,
                   Optimize what = Optimize::building);

}  // namespace hashiflex::prove
