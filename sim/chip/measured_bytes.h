// SPDX-License-Identifier: Apache-2.0
// What one process tells another of its measurement.
#pragma once

#include "modules/stages/value_share.h"
#include "sim/chip/measured.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex {

// All of a measurement that is timing: equal for equal designs, whatever values were computed.
std::vector<std::uint64_t> timing_of(const Measured& measured);

// Classes and sums of the images in `share`.
std::string values_to_bytes(const Measured& measured, ValueShare share);
// Puts them into `measured`, as far as it has these images. Throws std::runtime_error if `bytes` end early.
void add_values(const std::string& bytes, ValueShare share, Measured& measured);

}  // namespace hashiflex
