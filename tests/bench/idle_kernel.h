// SPDX-License-Identifier: Apache-2.0
// The reference of all benchmarks: a bare SystemC kernel whose clocked methods do nothing.
#pragma once

#include "tests/bench/measure.h"

namespace hashiflex::bench {

enum class Update { none, requested };  // does each method also request an update phase, as a register does?

// `methods` SC_METHODs on one clock for about `activations` activations in all. Once per process.
Sample run_idle_kernel(int methods, double activations, Update update = Update::none);

// The reference as a measurement, long enough to be worth timing.
Measurement idle_kernel(int methods, Update update = Update::none);

}  // namespace hashiflex::bench
