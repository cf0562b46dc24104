// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/bank_parts.h"

#include "modules/core/cost/clock_gating.h"
#include "modules/core/cost/word_array.h"
#include "modules/core/numeric/bits.h"
#include "modules/core/parts/control_parts.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

// Of bits that have a register: adders of all sums, and what chooses one.
Counts counter_of_sums(std::int64_t places, int sums) {
    if (places == 1) return {};
    const std::int64_t bits = bits_for(places);
    Counts counts;
    counts.control_flop_bits = bits;
    counts.mux_bits = sums * bits;
    counts.gates = bits;
    counts.full_adders = sums * bits;
    return counts;
}

}  // namespace

std::int64_t bank_of(std::int64_t place, const Banks& banks) {
    return place % banks.count;
}
std::int64_t word_of(std::int64_t place, const Banks& banks) {
    return place / banks.count;
}

Part banks_part(const Banks& banks, std::int64_t bits, const std::vector<bool>& late, const Design& design) {
    const auto ports = static_cast<std::int64_t>(late.size());
    const std::int64_t caught = std::count(late.begin(), late.end(), true);
    Part part{"hf_banks",
              {{"WIDTH", bits},
               {"BANKS", banks.count},
               {"WORDS", banks.words},
               {"BANK_BITS", bits_for(banks.count)},
               {"WORD_BITS", bits_for(banks.words)},
               {"PORTS", ports},
               {"LATE", late}},
              sram_counts(banks.words, banks.count * bits) + gated_counts(caught, bits, design)};
    part.one.buffer_flop_bits = caught * bits;
    part.one.mux_bits = caught * bits * (design.clock_gating ? 1 : 2);
    part.one.control_flop_bits = caught;
    part.one.read_bits = banks.count > 1 ? ports * banks.count * bits : 0;
    return part;
}

Part bank_cursor_part(const Banks& banks, std::int64_t first_place, std::int64_t steps) {
    Part part{"hf_bank_cursor",
              {{"BANKS", banks.count},
               {"WORDS", banks.words},
               {"BANK_BITS", bits_for(banks.count)},
               {"WORD_BITS", bits_for(banks.words)},
               {"FIRST_BANK", bank_of(first_place, banks)},
               {"FIRST_WORD", word_of(first_place, banks)}},
              counter_of_sums(banks.count, 2) + counter_of_sums(banks.words, banks.count > 1 ? 4 : 2)};
    part.uses = steps;
    return part;
}

Part sram_ring_part(std::int64_t bits, int depth, std::int64_t first_place, const InputSchedule& schedule,
                    const Design& design) {
    const Banks one{1, depth};
    Part part{"hf_sram_ring",
              {{"WIDTH", bits}, {"DEPTH", depth}, {"ADDRESS_BITS", bits_for(depth)}, {"FIRST_PLACE", first_place}},
              banks_part(one, bits, {true}, design).one};
    part.one += counter_part(depth - 1, schedule.beats).one;
    part.one += bank_cursor_part(one, first_place, static_cast<std::int64_t>(schedule.needed.size())).one;
    return part;
}

}  // namespace hashiflex::core
