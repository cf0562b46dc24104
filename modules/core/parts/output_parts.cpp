// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/output_parts.h"

#include "modules/core/numeric/bits.h"
#include "modules/core/parts/control_parts.h"
#include "modules/core/parts/window_parts.h"

#include <algorithm>
#include <utility>

namespace hashiflex::core {
namespace {

// Goes up or down by one, or stays: two rows of half adders and a multiplexer between them; a gate per bit for reset,
// and the comparison with a constant.
Counts up_down_counter(std::int64_t most) {
    const int bits = bits_for(most + 1);
    Counts counts;
    counts.control_flop_bits = bits;
    counts.half_adders = 2 * (bits - 1);
    counts.mux_bits = 2 * bits;
    counts.gates = bits + bits - 1 + 2;
    return counts;
}

}  // namespace

Part output_part(const WordArray& words, int branches, bool credits, std::int64_t beats, const Design& design) {
    Part part{"hf_output",
              {{"WIDTH", words.bits},
               {"DEPTH", words.words},
               {"BRANCHES", branches},
               {"CREDITS", credits ? 1 : 0},
               {"LATCHES", words.kind == Storage::latches ? 1 : 0}},
              decoders(words),
              word_counts(words, design)};
    part.words.fifo_flop_bits = std::exchange(part.words.buffer_flop_bits, 0);
    part.one += (credits ? 2 : 1) * up_down_counter(words.words);
    part.one += 2 * counter_part(words.words - 1, beats).one;
    part.one += fork_part(branches, beats).one;
    part.uses = beats;
    return part;
}

std::vector<Part> output_parts(const StageDesign& stage, const Design& design) {
    const OutputFifo& fifo = stage.fifo;
    const std::int64_t beats = stage.grid.beats();
    WordArray words{fifo.storage.kind, fifo.depth, fifo.beat_bits, 1, 0, 0};
    if (!std::holds_alternative<Argmax>(stage.op)) return {output_part(words, stage.branches, true, beats, design)};
    const std::int64_t sums = stage.inputs[0].beat_bits;
    WordArray label = words;
    label.bits = std::max<std::int64_t>(words.bits - sums, 1);
    words.bits = sums;
    return {output_part(words, 1, false, beats, design), output_part(label, stage.branches, true, beats, design)};
}

}  // namespace hashiflex::core
