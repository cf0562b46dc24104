// SPDX-License-Identifier: Apache-2.0
// The argmax of a hardwired classifier as blocks, in the order of its pipeline (latency in design/latency.h).
#include "modules/core/cost/blocks.h"
#include "modules/core/parts/control_parts.h"

namespace hashiflex::core {
namespace {

constexpr int kClassScaleBits = 16;
constexpr int kConstantsPerMux = 6;  // bits of a table of constants that cost as much as a multiplexer, by synthesis

}  // namespace

ArgmaxWidths argmax_widths(const Argmax& op, const StageDesign& stage) {
    ArgmaxWidths w;
    w.scaled = !op.multiplier.empty();
    w.sum_bits = stage.in[0].bits;
    w.score_bits = w.sum_bits + (w.scaled ? kClassScaleBits : 0);
    w.class_bits = width({0, op.classes - 1});
    w.tree = {stage.classes_per_step, stage.adders.levels_per_stage};
    return w;
}

std::vector<Part> argmax_blocks(const Argmax& op, const StageDesign& stage, const Design& design) {
    const auto w = argmax_widths(op, stage);
    const std::int64_t steps = stage.program.steps();

    // A cell that takes two of the words to choose from is priced as a multiplexer; a word passes one cell a level.
    Counts selection;
    selection.mux_bits = w.sum_bits;

    Counts operand;  // of one class: its sum, its multiplier out of the table
    operand.pipeline_flop_bits = w.sum_bits;
    Counts product;  // rows in two halves, the carry chain; between them sums, carries and the low bits that are final
    if (w.scaled) {
        const int half = kClassScaleBits / 2;
        operand.mux_bits = kClassScaleBits * steps / kConstantsPerMux;
        operand.pipeline_flop_bits += kClassScaleBits;
        product.multiplier_bits = std::int64_t{kClassScaleBits} * w.sum_bits;
        product.full_adders = w.sum_bits;
        product.pipeline_flop_bits =
            (w.sum_bits + half + half + 2 * w.sum_bits - 1) + (kClassScaleBits + 2 * w.sum_bits - 1) + w.score_bits;
    }

    Counts best = maximum_tree(w.tree, w.score_bits, true);  // of the step, of the image
    best.full_adders = 2 * w.class_bits;                     // its class, the first class of the next step
    best.compare_bits += w.score_bits;
    best.mux_bits += w.score_bits + 2 * w.class_bits;
    best.pipeline_flop_bits += w.score_bits + 2 * w.class_bits;

    const std::int64_t classes = stage.classes_per_step;
    const std::int64_t levels = width({0, steps - 1});
    const auto part = [&](const Counts& one, std::int64_t copies, std::int64_t uses) {
        return datapath_part("", one, copies, uses, steps, design);
    };
    // Beside the data travel a step and the first one of an image.
    const int cycles = stage.latency - 1;
    return {part(selection, classes * (steps / 2), classes * steps * levels),
            part(operand, classes, classes * steps),
            part(product, classes, classes * steps),
            part(best, 1, steps),
            flight_part(cycles, steps),
            delay_part(1, cycles, steps)};
}

}  // namespace hashiflex::core
