// SPDX-License-Identifier: Apache-2.0
// The modules of the library that hold beats in SRAM: parameters as their text has them, and cells.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/parts/banks.h"
#include "modules/core/parts/part.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// hf_banks. Per bit of a word a column of each bank; for each port an AND-OR tree of the banks, if there are several;
// for each late port a register and a multiplexer behind it.
Part banks_part(const Banks& banks, std::int64_t bits, const std::vector<bool>& late, const Design& design);

// hf_bank_cursor: bank and word are counters; of the word four sums are computed side by side.
Part bank_cursor_part(const Banks& banks, std::int64_t first_place, std::int64_t steps);

// hf_sram_ring: a bank with a counter of what arrives and a cursor.
Part sram_ring_part(std::int64_t bits, int depth, std::int64_t first_place, const InputSchedule& schedule,
                    const Design& design);

// Of a place in the ring of all banks.
std::int64_t bank_of(std::int64_t place, const Banks& banks);
std::int64_t word_of(std::int64_t place, const Banks& banks);

}  // namespace hashiflex::core
