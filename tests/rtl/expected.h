// SPDX-License-Identifier: Apache-2.0
// What the test bench of an emission is fed, and every transfer it must see: cycles by the recurrence, data by the
// values of the network. Neither knows the emitter.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/network/operators.h"
#include "modules/core/timing/recurrence.h"
#include "modules/rtl/emit.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex::test {

using Images = std::vector<std::vector<std::uint8_t>>;

// The network that a design computes.
core::Network network_of(const core::Design& design);

struct Stall {
    std::uint64_t seed = 0;
    int source_open = 100;  // percent of cycles
    int sink_ready = 100;
};

// Writes the emission's files, files.f, pixels.hex, source_open.hex, sink_ready.hex and expected.log to `folder`, which
// must exist. Returns the cycles to run: until the last result, or some more than anything moves in if it deadlocks.
core::Cycle write_bench(const std::string& folder, const rtl::Emission& emission, const core::Design& design,
                        const Images& images, const Stall& stall);

}  // namespace hashiflex::test
