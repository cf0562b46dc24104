// SPDX-License-Identifier: Apache-2.0
// Runs a design on the recurrence engine: the numbers of SystemC, orders of magnitude sooner.
#pragma once

#include "sim/chip/simulate.h"
#include "sim/fast/image_values.h"

namespace hashiflex {

// The same as simulate(), field by field, but for what an interruption leaves: the images whose values were computed.
// Traces and ChipOptions::connect need SystemC and are refused; may be called any number of times.
// `skip`: the steady state is recognized and not computed again (false: for tests).
Measured simulate_fast(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                       bool skip = true);

// The same with values that somebody else has computed, or nobody: value_of(i) is that of image i of a set of
// `image_set`.
using ValueSource = std::function<ImageValues(std::size_t image)>;
Measured simulate_fast(const core::Design& design, std::size_t image_set, const ValueSource& value_of,
                       const SimulateOptions& options, bool skip = true);

}  // namespace hashiflex
