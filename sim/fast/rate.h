// SPDX-License-Identifier: Apache-2.0
// What the recurrence knows of a design's rate, taken into what a run has measured.
#pragma once

#include "modules/core/timing/fast_timing.h"
#include "sim/chip/measured.h"

#include <optional>

namespace hashiflex {

// Reduced. The rate is known.
Rational cycles_per_image(const core::Rate& rate);

// `rate` is that of a run of the images that are done. Throws std::runtime_error if the run saw another one.
void take_rate(Measured& measured, const core::Rate& rate);

// Is the rate known, and that of the slowest stage? Then no buffer limits the design.
bool is_ideal(const std::optional<Rational>& cycles_per_image, const core::Design& design);

}  // namespace hashiflex
