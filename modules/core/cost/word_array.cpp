// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/word_array.h"

#include "modules/core/cost/clock_gating.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

std::int64_t port_bits(const WordArray& array) {
    return array.read_width > 0 ? array.read_width : array.bits;
}

// A port selects among everything that is held.
std::int64_t tree_bits(const WordArray& array) {
    const std::int64_t held = array.words * array.bits;
    if (held <= port_bits(array)) return 0;
    return array.read_bits > 0 ? array.words * array.read_bits : array.ports * held;
}

}  // namespace

Counts word_counts(const WordArray& array, const Design& design) {
    Counts counts;
    if (array.kind == Storage::latches) {
        counts.latch_bits = array.words * array.bits;
        counts.clock_gates = array.words * clock_gates(array.bits);
    } else {
        counts = gated_counts(array.words, array.bits, design);
        if (!design.clock_gating) counts.mux_bits = array.words * array.bits;
        counts.buffer_flop_bits = array.words * array.bits;
    }
    counts.read_bits = tree_bits(array);
    return counts;
}

Events word_events(const WordArray& array, const WordTraffic& traffic, const Design& design) {
    Events events;
    const std::int64_t bus = array.words * traffic.bits_written;
    if (array.kind == Storage::latches) {
        events.latch_bits = traffic.bits_written;
        events.clocked_latch_bits = traffic.words_written * array.bits;
        events.open_gates = traffic.words_written * clock_gates(array.bits);
        events.latch_bus_bits = bus;
    } else {
        events = gated_events(traffic.words_written, array.bits, design);
        if (!design.clock_gating) events.mux_bits = traffic.bits_written;
        events.flop_bits = traffic.bits_written;
        events.flop_bus_bits = bus;
    }
    const std::int64_t read = array.read_bits > 0 ? array.read_bits : array.ports * port_bits(array);
    if (tree_bits(array) > 0) events.read_bits = traffic.reads * read;
    return events;
}

Counts sram_counts(std::int64_t words, std::int64_t columns) {
    Counts counts;
    counts.sram_bits = words * columns;
    counts.sram_columns = columns;
    return counts;
}

Events sram_events(std::int64_t words, std::int64_t accesses) {
    Events events;
    events.sram_bits = accesses;
    events.sram_word_bits = accesses * std::min<std::int64_t>(words, kMostSramWords);
    return events;
}

}  // namespace hashiflex::core
