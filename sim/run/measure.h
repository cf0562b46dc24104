// SPDX-License-Identifier: Apache-2.0
// The one way to an engine: which of them measures, in how many processes or threads.
#pragma once

#include "sim/chip/simulate.h"
#include "sim/run/engine.h"

#include <cstdint>
#include <optional>
#include <string>

namespace hashiflex {

// With the rate of the design, whatever the run saw of it; throws std::runtime_error if SystemC saw another one.
// `jobs` share the values of the images: processes of SystemC, threads of the recurrence engine.
Measured measure(const core::Design& design, const ImageSet& images, const SimulateOptions& simulation, Engine engine,
                 std::uint64_t jobs);

// The buffer with an explicit depth that keeps a measured design from its ideal rate, if one does and it goes on at
// all.
std::optional<std::string> limiting_buffer(const core::Design& design, const Measured& measured);

}  // namespace hashiflex
