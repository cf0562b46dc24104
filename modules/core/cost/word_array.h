// SPDX-License-Identifier: Apache-2.0
// The words of a buffer or FIFO, whatever holds them: one is written at an edge, some are read in every cycle.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/energy.h"

namespace hashiflex::core {

struct WordArray {
    Storage kind = Storage::flops;
    std::int64_t words = 1;
    std::int64_t bits = 1;
    std::int64_t ports = 1;       // that read a word each
    std::int64_t read_width = 0;  // of a port that reads parts of words; 0: whole ones
    std::int64_t read_bits = 0;   // of a word that all ports read together; 0: all of them the same
};

// Per image.
struct WordTraffic {
    std::int64_t words_written = 0;
    std::int64_t bits_written = 0;  // fewer than words * bits where the last beat of a row is not full
    std::int64_t reads = 0;         // of each port: how often it goes on to another word
};

// Flops have a hold multiplexer each, or with `clock_gating` a gate for every 32 of a word; latches always have the
// gates. A port is a one-hot tree of as many AND as there are bits to choose from, none where there is a single word.
Counts word_counts(const WordArray& array, const Design& design);
// A bit that is written goes past the inputs of all words; a bit that is read comes through its tree once.
Events word_events(const WordArray& array, const WordTraffic& traffic, const Design& design);

// Bits of a memory with a read and a write port, `columns` wide, and what `accesses` bits of it read or written cost.
Counts sram_counts(std::int64_t words, std::int64_t columns);
Events sram_events(std::int64_t words, std::int64_t accesses);

}  // namespace hashiflex::core
