// SPDX-License-Identifier: Apache-2.0
// When a stage may act: per image, a list of steps, at most one a cycle, each waiting for input beats.
#pragma once

#include "modules/core/network/operators.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// How a stream cuts a map into beats: up to `lanes` pixels of one row each, in raster order.
struct BeatGrid {
    int rows = 1;
    int width = 1;
    int lanes = 1;

    int beats_per_row() const { return (width + lanes - 1) / lanes; }
    int beats() const { return rows * beats_per_row(); }
    int beat_of(int row, int column) const { return row * beats_per_row() + column / lanes; }
    int pixels_of(int beat) const {
        const int first = beat % beats_per_row() * lanes;
        return first + lanes <= width ? lanes : width - first;
    }
};

// Cumulative counts within one image: before step s, `needed[s]` beats must be in the buffer; after it the first
// `released[s]` beats are given up. The last step gives up all; a beat given up before it arrives is accepted and
// dropped.
struct InputSchedule {
    int beats = 1;
    std::vector<std::int32_t> needed;
    std::vector<std::int32_t> released;
};

// A step with emits[s] starts one output beat, and needs a credit of the output FIFO.
struct StepProgram {
    std::vector<char> emits;
    std::vector<InputSchedule> inputs;

    int steps() const { return static_cast<int>(emits.size()); }
};

// One step per output beat; the beat waits for the last pixel that its windows see.
StepProgram windowed_program(const Window& window, const BeatGrid& in, const BeatGrid& out);
// The same for several inputs seen pixel by pixel (add, concat).
StepProgram pointwise_program(const std::vector<BeatGrid>& in, const BeatGrid& out);
// One step per input beat; the last one emits the only output pixel (global pool).
StepProgram accumulating_program(const BeatGrid& in);
// `row_steps` steps per output beat, `groups` output beats; waits for the whole map, gives it up at the end (NPU; argmax:
// one output beat).
StepProgram matrix_program(const BeatGrid& in, int row_steps, int groups);

// Steps from one that emits to the next, at least; the first of an image follows the last of the one before.
int least_emit_distance(const StepProgram& program);

}  // namespace hashiflex::core
