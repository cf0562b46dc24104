// SPDX-License-Identifier: Apache-2.0
// Registers that are clocked only when they take a new value. Without Design::clock_gating there are none.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/energy.h"

namespace hashiflex::core {

// An assumption: synthesis tools gate groups of a few to some dozens of flops.
constexpr int kFlopsPerClockGate = 32;

std::int64_t clock_gates(std::int64_t bits);

// `words` registers of `bits` each, every one with an enable of its own: ceil(bits / kFlopsPerClockGate) gates a word.
Counts gated_counts(std::int64_t words, std::int64_t bits, const Design& design);
// Words of `bits` written per image.
Events gated_events(std::int64_t words_written, std::int64_t bits, const Design& design);

}  // namespace hashiflex::core
