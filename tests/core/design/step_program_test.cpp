// SPDX-License-Identifier: Apache-2.0
// Does a step wait for exactly the beats that its windows see, and give up exactly those that no later step sees?
#include "modules/core/design/step_program.h"

#include "tests/core/property.h"
#include "tests/core/random_operators.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

// The beats in which pixels first seen one by one arrive: raster order, a new beat every `lanes` pixels and every row.
int beat_at(const BeatGrid& grid, int row, int column) {
    int beat = 0;
    for (int y = 0; y < row; ++y)
        for (int x = 0; x < grid.width; x += grid.lanes) ++beat;
    return beat + column / grid.lanes;
}

// The input beats each output beat's windows see, by looking at every tap of every lane.
std::vector<std::set<int>> beats_seen(const Window& window, const BeatGrid& in, const BeatGrid& out) {
    std::vector<std::set<int>> seen;
    for (int y = 0; y < out.rows; ++y)
        for (int first = 0; first < out.width; first += out.lanes) {
            auto& beats = seen.emplace_back();
            for (int x = first; x < std::min(first + out.lanes, out.width); ++x)
                for (int ky = 0; ky < window.kernel_h; ++ky)
                    for (int kx = 0; kx < window.kernel_w; ++kx) {
                        const int row = y * window.stride_h + ky - window.pad_top;
                        const int column = x * window.stride_w + kx - window.pad_left;
                        if (row >= 0 && row < in.rows && column >= 0 && column < in.width)
                            beats.insert(beat_at(in, row, column));
                    }
        }
    return seen;
}

InputSchedule schedule_of(const std::vector<std::set<int>>& seen, int beats) {
    InputSchedule schedule;
    schedule.beats = beats;
    for (std::size_t step = 0; step < seen.size(); ++step) {
        int needed = 0, kept_from = beats;
        for (std::size_t other = 0; other < seen.size(); ++other) {
            if (seen[other].empty()) continue;
            if (other <= step) needed = std::max(needed, *seen[other].rbegin() + 1);
            if (other > step) kept_from = std::min(kept_from, *seen[other].begin());
        }
        schedule.needed.push_back(needed);
        schedule.released.push_back(kept_from);
    }
    return schedule;
}

}  // namespace

TEST_CASE("Beats of a grid are cut row by row") {
    const BeatGrid grid{2, 7, 3};
    CHECK(grid.beats_per_row() == 3);
    CHECK(grid.beats() == 6);
    CHECK(grid.beat_of(0, 2) == 0);
    CHECK(grid.beat_of(0, 6) == 2);
    CHECK(grid.beat_of(1, 0) == 3);
    CHECK(grid.pixels_of(1) == 3);
    CHECK(grid.pixels_of(2) == 1);
    CHECK(grid.pixels_of(5) == 1);
}

TEST_CASE("Windowed programs equal a search over all taps") {
    CHECK(holds("any window, any lanes", [] {
        Random random(*rc::gen::arbitrary<std::uint64_t>());
        const Shape in = random_shape(random, 9, 1);
        const Window window = random_window(random, in);
        const Shape map = output_shape(window, in, 1);
        const BeatGrid from{in.height, in.width, random.between(1, in.width)};
        const BeatGrid to{map.height, map.width, random.between(1, map.width)};
        const StepProgram program = windowed_program(window, from, to);
        const InputSchedule expected = schedule_of(beats_seen(window, from, to), from.beats());
        RC_ASSERT(program.emits == std::vector<char>(static_cast<std::size_t>(to.beats()), 1));
        RC_ASSERT(program.inputs.size() == 1U);
        RC_ASSERT(program.inputs[0].beats == expected.beats);
        RC_ASSERT(program.inputs[0].needed == expected.needed);
        RC_ASSERT(program.inputs[0].released == expected.released);
    }));
}

TEST_CASE("A 3x3 window on 3x3 pixels by hand") {
    Window window;
    window.kernel_h = window.kernel_w = 3;
    window.pad_top = window.pad_bottom = window.pad_left = window.pad_right = 1;
    const BeatGrid grid{3, 3, 1};
    const StepProgram program = windowed_program(window, grid, grid);
    CHECK(program.inputs[0].needed == std::vector<std::int32_t>{5, 6, 6, 8, 9, 9, 9, 9, 9});
    CHECK(program.inputs[0].released == std::vector<std::int32_t>{0, 0, 0, 0, 1, 3, 3, 4, 9});
}

TEST_CASE("Pointwise programs wait for the same pixels of every input") {
    const BeatGrid out{2, 5, 2};
    const StepProgram program = pointwise_program({{2, 5, 5}, {2, 5, 1}}, out);
    CHECK(program.steps() == 6);
    CHECK(program.inputs[0].needed == std::vector<std::int32_t>{1, 1, 1, 2, 2, 2});
    CHECK(program.inputs[0].released == std::vector<std::int32_t>{0, 0, 1, 1, 1, 2});
    CHECK(program.inputs[1].needed == std::vector<std::int32_t>{2, 4, 5, 7, 9, 10});
    CHECK(program.inputs[1].released == std::vector<std::int32_t>{2, 4, 5, 7, 9, 10});
}

TEST_CASE("A global pool takes beat by beat and emits once") {
    const StepProgram program = accumulating_program({2, 3, 2});
    CHECK(program.emits == std::vector<char>{0, 0, 0, 1});
    CHECK(program.inputs[0].beats == 4);
    CHECK(program.inputs[0].needed == std::vector<std::int32_t>{1, 2, 3, 4});
    CHECK(program.inputs[0].released == std::vector<std::int32_t>{1, 2, 3, 4});
}

TEST_CASE("The NPU waits for the whole map and keeps it until its last multiply") {
    const StepProgram program = matrix_program({1, 4, 2}, 3, 2);
    CHECK(program.emits == std::vector<char>{0, 0, 1, 0, 0, 1});
    CHECK(program.inputs[0].needed == std::vector<std::int32_t>{2, 2, 2, 2, 2, 2});
    CHECK(program.inputs[0].released == std::vector<std::int32_t>{0, 0, 0, 0, 0, 2});
}

TEST_CASE("Steps that emit, how close they come, over the border of images too") {
    const auto distance = [](std::vector<char> emits) { return least_emit_distance({std::move(emits), {}}); };
    CHECK(distance({1}) == 1);
    CHECK(distance({1, 1, 1}) == 1);
    CHECK(distance({0, 0, 0, 1}) == 4);
    CHECK(distance({0, 1, 0, 1}) == 2);
    CHECK(distance({0, 1, 0, 0, 1}) == 2);  // the last of an image and the first of the next
    CHECK(distance({1, 0, 0, 0, 1, 0, 0}) == 3);
}
