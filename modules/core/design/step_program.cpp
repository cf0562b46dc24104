// SPDX-License-Identifier: Apache-2.0
#include "modules/core/design/step_program.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

// The last row or column that output position `out` sees, clipped to the map; -1 if all it sees is padding before it.
int last_seen(int out, int stride, int pad, int kernel, int size) {
    return std::min(out * stride - pad + kernel - 1, size - 1);
}

// Everything before this beat is never seen again once the window at (row, first column of the next step) is next.
int first_beat_still_needed(const Window& window, const BeatGrid& in, int row, int column) {
    const int top = std::max(row * window.stride_h - window.pad_top, 0);
    const int left = std::max(column * window.stride_w - window.pad_left, 0);
    if (top >= in.rows) return in.beats();
    // Columns beyond the map see only padding; their row is still needed by the columns of the next window row.
    const int needed_here = left < in.width ? in.beat_of(top, left) : in.beat_of(top, in.width - 1) + 1;
    return needed_here;
}

}  // namespace

StepProgram windowed_program(const Window& window, const BeatGrid& in, const BeatGrid& out) {
    StepProgram program;
    program.emits.assign(static_cast<std::size_t>(out.beats()), 1);
    InputSchedule schedule;
    schedule.beats = in.beats();
    std::int32_t needed = 0;
    std::vector<std::int32_t> first_needed;
    for (int row = 0; row < out.rows; ++row) {
        const int last_row = last_seen(row, window.stride_h, window.pad_top, window.kernel_h, in.rows);
        for (int column = 0; column < out.width; column += out.lanes) {
            const int last_lane = std::min(column + out.lanes, out.width) - 1;
            const int last_column = last_seen(last_lane, window.stride_w, window.pad_left, window.kernel_w, in.width);
            if (last_row >= 0 && last_column >= 0) needed = std::max(needed, in.beat_of(last_row, last_column) + 1);
            schedule.needed.push_back(needed);
            first_needed.push_back(first_beat_still_needed(window, in, row, column));
        }
    }
    // A beat is given up after the last step that needs it or an earlier beat: the buffer is a ring in arrival order.
    std::int32_t released = schedule.beats;
    schedule.released.assign(first_needed.size(), released);
    for (std::size_t step = first_needed.size() - 1; step-- > 0;) {
        released = std::min(released, first_needed[step + 1]);
        schedule.released[step] = released;
    }
    program.inputs.push_back(std::move(schedule));
    return program;
}

StepProgram pointwise_program(const std::vector<BeatGrid>& in, const BeatGrid& out) {
    StepProgram program;
    for (const BeatGrid& grid : in) {
        StepProgram one = windowed_program(Window{}, grid, out);
        program.emits = std::move(one.emits);
        program.inputs.push_back(std::move(one.inputs.front()));
    }
    return program;
}

StepProgram accumulating_program(const BeatGrid& in) {
    StepProgram program;
    InputSchedule schedule;
    schedule.beats = in.beats();
    for (std::int32_t beat = 1; beat <= in.beats(); ++beat) {
        program.emits.push_back(beat == in.beats());
        schedule.needed.push_back(beat);
        schedule.released.push_back(beat);
    }
    program.inputs.push_back(std::move(schedule));
    return program;
}

StepProgram matrix_program(const BeatGrid& in, int row_steps, int groups) {
    StepProgram program;
    InputSchedule schedule;
    schedule.beats = in.beats();
    const int steps = row_steps * groups;
    for (int step = 0; step < steps; ++step) {
        program.emits.push_back(step % row_steps == row_steps - 1);
        schedule.needed.push_back(in.beats());
        schedule.released.push_back(step == steps - 1 ? in.beats() : 0);
    }
    program.inputs.push_back(std::move(schedule));
    return program;
}

int least_emit_distance(const StepProgram& program) {
    const int steps = program.steps();
    int least = steps;
    int last = -1;  // step that emitted
    for (int step = 0; step < 2 * steps; ++step) {
        if (program.emits[static_cast<std::size_t>(step % steps)] == 0) continue;
        if (last >= 0) least = std::min(least, step - last);
        last = step;
    }
    return least;
}

}  // namespace hashiflex::core
