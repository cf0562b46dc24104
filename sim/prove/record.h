// SPDX-License-Identifier: Apache-2.0
// Simulates a chip in SystemC with a probe on every stream and on the NPU's bus, and writes the transfer log.
#pragma once

#include "modules/core/design/design.h"
#include "modules/rtl/emit.h"
#include "sim/chip/simulate.h"
#include "sim/process/child.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::prove {

struct Stimulus {
    std::uint64_t images = 1;             // more than there are: they are used again in turn
    std::optional<std::uint64_t> stalls;  // seed of source gaps and sink stalls; none: neither
    // When this image enters the NPU, the host begins to write the weights of the classes in reverse order, so that a
    // set that is not switched, or switched at another image, gives other results.
    std::optional<std::uint64_t> reprogram_at;
};

struct Waveform {
    std::string file;
    std::pair<std::uint64_t, std::uint64_t> window;  // cycles, both inside
};

// Width of the data of the NPU's bus.
int bus_bytes(const core::Design& design);

struct Recorded {
    std::uint64_t cycles = 0;                       // simulated: the edge at which the last image was done, plus 1
    std::optional<std::uint64_t> new_weights_from;  // first image with them; none: they were not used
    std::string deadlock;                           // which buffer it is; "": none
};

// Writes a transfer log to `log`: beats of `wires`, and accesses to the bus of the NPU if there is one, those of the
// writer, and random reads and refused writes between them. Runs in a child process.
Recorded record(const core::Design& design, const ImageSet& images, const std::vector<rtl::Wire>& wires,
                const Stimulus& stimulus, const std::filesystem::path& log, const process::Watch& watch,
                const std::optional<Waveform>& waveform = {});

}  // namespace hashiflex::prove
