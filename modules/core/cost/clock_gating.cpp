// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/clock_gating.h"

namespace hashiflex::core {

std::int64_t clock_gates(std::int64_t bits) {
    return (bits + kFlopsPerClockGate - 1) / kFlopsPerClockGate;
}

Counts gated_counts(std::int64_t words, std::int64_t bits, const Design& design) {
    Counts counts;
    if (!design.clock_gating) return counts;
    counts.gated_flop_bits = words * bits;
    counts.clock_gates = words * clock_gates(bits);
    return counts;
}

Events gated_events(std::int64_t words_written, std::int64_t bits, const Design& design) {
    Events events;
    if (!design.clock_gating) return events;
    events.clocked_flop_bits = words_written * bits;
    events.open_gates = words_written * clock_gates(bits);
    return events;
}

}  // namespace hashiflex::core
