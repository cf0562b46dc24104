// SPDX-License-Identifier: Apache-2.0
// The clock that a critical path leaves, once a margin is taken off.
#pragma once

namespace hashiflex::core {

// max * (1 - margin / 100), in the order that loses no bit for whole numbers.
double allowed_mhz(double max_mhz, double margin_percent);

// As people state a clock: rounded down to 1 MHz, below 10 MHz to 0.001 MHz. Never above what is allowed.
double rounded_clock_mhz(double allowed_mhz);

}  // namespace hashiflex::core
