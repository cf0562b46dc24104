// SPDX-License-Identifier: Apache-2.0
// The files that the RTL's test bench reads (docs/rtl.md): what the host does in a simulation and what comes of it,
// cycle by cycle.
#pragma once

#include "modules/core/design/design.h"
#include "modules/rtl/emit.h"
#include "sim/prove/compare.h"
#include "sim/prove/record.h"

#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex::prove {

// The streams of a chip, in any order: those of the stages' inputs, then "sink".
std::vector<rtl::Wire> chip_wires(const core::Design& design);

// What a beat of a stream is made up of. In a test bench of one stage "sink" is that stage's output.
StreamShape stream_shape(const core::Design& design, const std::string& stage, const std::string& stream);

// Stimulus and expected log of a chip, or of one stage of it as it lives in the chip: its inputs come, and its output
// is taken, in the cycles in which that happens there.
struct Vectors {
    const core::Design& design;
    const ImageSet& images;
    const Stimulus& stimulus;
    const rtl::Scope& scope;
    const std::vector<rtl::Wire>& wires;  // of the emission

    bool has_bus() const;
    // Simulates the chip and writes the files into a folder, which is made.
    Recorded write(const std::filesystem::path& folder, const process::Watch& watch) const;

 private:
    Recorded write_chip(const std::filesystem::path& folder, const process::Watch& watch) const;
    Recorded write_stage(const std::filesystem::path& folder, const process::Watch& watch) const;
};

}  // namespace hashiflex::prove
