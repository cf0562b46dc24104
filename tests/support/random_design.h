// SPDX-License-Identifier: Apache-2.0
// Random networks and hardware, by seed: every kind of stage, buffer and option the simulator knows.
#pragma once

#include "modules/core/design/hardware.h"
#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::test {

struct RandomDesign {
    core::NetworkSpec network;
    core::WeightSet weights;
    core::HardwareSpec hardware;
    std::vector<std::vector<std::uint8_t>> images;
    std::optional<std::uint64_t> reprogram_at;  // an image, if there is an NPU
};

struct RandomOptions {
    int most_layers = 8;
    int images = 3;
    bool explicit_depths = false;  // some buffers get small depths (the design may then deadlock)
};

RandomDesign random_design(std::uint64_t seed, const RandomOptions& options = {});

// Its buffers are SRAM where some banking serves the reads, else latches.
void ask_for_sram(RandomDesign& design);

// Open or ready in about `percent` of the cycles, by a hash of seed and cycle.
bool stall_pattern(std::uint64_t seed, std::uint64_t cycle, int percent);

}  // namespace hashiflex::test
