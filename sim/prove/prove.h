// SPDX-License-Identifier: Apache-2.0
// The proof: SystemC and RTL of one design get the same inputs, gaps, stalls and bus accesses, and must do the same in
// every cycle.
#pragma once

#include "modules/core/design/design.h"
#include "modules/rtl/emit.h"
#include "sim/process/child.h"
#include "sim/prove/compare.h"
#include "sim/prove/record.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex::prove {

struct ProveOptions {
    Stimulus stimulus;
    rtl::Scope scope;
    std::filesystem::path waveforms;  // after a mismatch a VCD window of each side goes into this folder; "": none
};

struct Verdict {
    Recorded recorded;
    Comparison comparison;
    std::size_t streams = 0;                       // of the RTL, the bus among them if there is one
    std::string difference;                        // tells the mismatch; "": none
    std::vector<std::filesystem::path> waveforms;  // written
};

// Throws rtl::CannotEmit, MissingTool, Interrupted, or std::runtime_error if a tool or a simulation fails.
Verdict prove(const core::Design& design, const ImageSet& images, const ProveOptions& options,
              const process::Watch& watch);

}  // namespace hashiflex::prove
