// SPDX-License-Identifier: Apache-2.0
// Toggles inside of an adder graph: sums and carries of its cells, its pipeline registers, and the clamps behind it.
#pragma once

#include "modules/core/activity/tally.h"
#include "modules/core/activity/toggle_kernel.h"
#include "modules/core/cost/graph_cells.h"
#include "modules/core/graph/adder_graph.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {

// What stands behind an output: y = clamp(accumulator >> shift).
struct OutputFinish {
    int shift = 0;
    std::optional<Interval> clamp;
    int bits = 8;
};

// Says where the values of input `i` stand, all places.
template <class Word>
using InputValues = std::vector<const Word*>;

class GraphToggles {
 public:
    // `finish`: of each output, or one for all.
    GraphToggles(const AdderGraph& graph, const GraphFacts& facts, const GraphBuild& build,
                 std::vector<OutputFinish> finish);

    // Has every value, with its carries, room in 32 bits?
    bool is_narrow() const { return narrow_; }

    // A lane's adders, registers and clamps; `used`: at how many of the places a lane works. `room` is scratch memory.
    // Word: uint32_t if is_narrow(), or uint64_t.
    template <class Word>
    void count(const InputValues<Word>& inputs, const Places& places, std::int64_t used, std::vector<Word>& room,
               Toggles& toggles) const;

 private:
    struct Step {
        bool is_output = false;
        std::uint32_t place = 0;         // operation or output
        std::uint32_t slot = 0;          // of its value
        std::uint32_t lhs = 0, rhs = 0;  // inputs, then slots
        CellPositions cells;
        std::uint32_t first_flops = 0, last_flops = 0;
    };

    void plan_steps();
    template <class Word>
    void count_step(const Step& step, const InputValues<Word>& at, const Places& places, Word* to, Word* constant,
                    std::int64_t used, Toggles& toggles) const;
    template <class Word>
    void count_clamp(const OutputFinish& finish, Interval range, const Word* accumulator, const Places& places,
                     Word* shifted, std::int64_t used, Toggles& toggles) const;

    const AdderGraph& graph_;
    std::vector<OutputFinish> finish_;
    std::vector<Interval> output_ranges_;
    GraphCellMap map_;
    std::vector<Step> steps_;
    std::vector<CellFlops> flops_;  // of the steps in order
    std::vector<CellFlops> input_flops_;
    std::uint32_t slots_ = 0;
    bool narrow_ = false;
};

}  // namespace hashiflex::core
