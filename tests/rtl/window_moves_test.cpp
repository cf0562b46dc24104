// SPDX-License-Identifier: Apache-2.0
// Do the registers of a window hold the beats that a step sees, at every step and whenever beats arrive? And are they
// as many as the chip is priced with, read through as few ports?
#include "modules/rtl/window_moves.h"

#include "modules/core/cost/storage.h"
#include "modules/rtl/window_geometry.h"
#include "sim/config/load.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// A pool on the source's map.
core::Design windowed(const core::Window& window, const core::BeatGrid& in, int lanes) {
    core::StageDesign stage;
    stage.op = core::Pool{core::PoolKind::max, {in.rows, in.width, 1}, {}, window};
    stage.grid = {(in.rows + window.pad_top + window.pad_bottom - window.kernel_h) / window.stride_h + 1,
                  (in.width + window.pad_left + window.pad_right - window.kernel_w) / window.stride_w + 1, lanes};
    stage.program = core::windowed_program(window, in, stage.grid);
    core::InputBuffer buffer;
    buffer.producer = core::kSource;
    const core::InputSchedule& schedule = stage.program.inputs[0];
    for (std::size_t s = 0; s < schedule.needed.size(); ++s)
        buffer.depth = std::max(buffer.depth, schedule.needed[s] - (s == 0 ? 0 : schedule.released[s - 1]));
    stage.inputs.push_back(buffer);
    core::Design design;
    design.source.grid = in;
    design.stages.push_back(stage);
    return design;
}

core::Design random_windowed(Random& random) {
    core::Window window;
    const core::BeatGrid in{random.between(1, 7), random.between(1, 9), random.between(1, 9)};
    window.pad_top = random.between(0, 2);
    window.pad_bottom = random.between(0, 2);
    window.pad_left = random.between(0, 2);
    window.pad_right = random.between(0, 2);
    window.kernel_h = random.between(1, std::min(4, in.rows + window.pad_top + window.pad_bottom));
    window.kernel_w = random.between(1, std::min(4, in.width + window.pad_left + window.pad_right));
    window.stride_h = random.between(1, 3);
    window.stride_w = random.between(1, 3);
    core::Design design = windowed(window, in, random.between(1, 6));
    design.stages[0].inputs[0].depth += random.chance(50) ? 0 : random.between(1, 20);
    return design;
}

// The first difference between the registers of one lane and what steps must see, over some images; "" if there is
// none. A beat is its number, -1 what was never written. Beats arrive and steps happen at random.
std::string difference(const core::Design& design, int lane, Random& random) {
    constexpr std::int64_t kImages = 3;
    const core::StageDesign& stage = design.stages[0];
    const core::InputSchedule& schedule = stage.program.inputs[0];
    const auto depth = static_cast<std::int64_t>(stage.inputs[0].depth);
    const rtl::WindowSteps steps = rtl::WindowGeometry(design, stage, 0).seen_of(lane);
    const rtl::WindowMoves moves = rtl::window_moves(steps);
    const auto slot = [&](std::int64_t beat) { return static_cast<std::size_t>((beat % depth + depth) % depth); };

    std::vector<std::int64_t> memory(static_cast<std::size_t>(depth), -1);
    std::vector<std::int64_t> window(moves.registers.size(), -1);
    std::int64_t arrived = 0;
    std::int64_t given_up = 0;
    std::int64_t place = steps.place.front();
    const int eager = random.between(10, 90);
    for (std::int64_t image = 0; image < kImages; ++image)
        for (std::size_t s = 0; s < steps.place.size();) {
            const std::int64_t first = image * steps.beats;
            const bool arrives = arrived - given_up < depth && random.chance(eager);
            const bool fires = arrived - first >= schedule.needed[s] && random.chance(100 - eager);
            const std::int64_t held = arrived - given_up;
            if (fires) {
                for (const std::int64_t beat : steps.seen[s]) {
                    const auto found = std::find(moves.registers.begin(), moves.registers.end(), beat);
                    if (found == moves.registers.end()) return "no register for beat " + std::to_string(beat);
                    const std::int64_t is = window[static_cast<std::size_t>(found - moves.registers.begin())];
                    if (is != place + beat)
                        return "image " + std::to_string(image) + ", step " + std::to_string(s) + ": beat " +
                               std::to_string(is) + " instead of " + std::to_string(place + beat);
                }
                const rtl::WindowMove& move = moves.moves[static_cast<std::size_t>(moves.move_of[s])];
                std::vector<std::int64_t> moved;
                for (const rtl::BeatSource& source : move.sources)
                    moved.push_back(source.port ? memory[slot(place + move.reads.at(source.index))]
                                                : window.at(source.index));
                window = moved;
                place += move.by;
                given_up = first + schedule.released[s];
                ++s;
            }
            if (arrives && held >= 0) {
                memory[slot(arrived)] = arrived;
                for (std::size_t r = 0; r < window.size(); ++r)
                    if (slot(place + moves.registers[r]) == slot(arrived)) window[r] = arrived;
            }
            if (arrives) ++arrived;
        }
    return "";
}

struct Sizes {
    std::int64_t registers = 0;  // pixels
    std::int64_t read = 0;
};
Sizes sizes(const core::Design& design, const core::StageDesign& stage) {
    const rtl::WindowGeometry geometry(design, stage, 0);
    Sizes sizes;
    for (int lane = 0; lane < geometry.map().lanes; ++lane) {
        const rtl::WindowMoves moves = rtl::window_moves(geometry.seen_of(lane));
        sizes.registers += static_cast<std::int64_t>(moves.registers.size());
        sizes.read += moves.ports;
    }
    return sizes;
}

}  // namespace

TEST_CASE("random windows see their beats, whenever these arrive", "[rtl]") {
    Random random(17);
    for (int i = 0; i < 4000; ++i) {
        const core::Design design = random_windowed(random);
        const int lane = random.between(0, design.source.grid.lanes - 1);
        const core::Window& window = std::get<core::Pool>(design.stages[0].op).window;
        INFO("design " << i << ", lane " << lane << " of " << design.source.grid.lanes << ", map "
                       << design.source.grid.rows << " x " << design.source.grid.width << ", kernel " << window.kernel_h
                       << " x " << window.kernel_w << ", strides " << window.stride_h << ", " << window.stride_w);
        REQUIRE(difference(design, lane, random) == "");
    }
}

TEST_CASE("a padded 3 x 3 window moves on by a beat and reads one of each row", "[rtl]") {
    const core::Design design = windowed({3, 3, 1, 1, 1, 1, 1, 1}, {6, 5, 1}, 1);
    const rtl::WindowMoves moves = rtl::window_moves(rtl::WindowGeometry(design, design.stages[0], 0).seen_of(0));
    CHECK(design.stages[0].inputs[0].depth == 13);  // rows 1 and 2, and row 3 up to column 2
    CHECK(moves.registers == std::vector<std::int64_t>{0, 1, 2, 5, 6, 7, 10, 11, 12});
    REQUIRE(moves.moves.size() == 1);  // at the end of a row, too
    CHECK(moves.moves[0].by == 1);
    CHECK(moves.moves[0].reads == std::vector<std::int64_t>{3, 8, 0});  // 13 modulo 13
}

TEST_CASE("beats that a ring cannot hold yet are not read from it", "[rtl]") {
    core::Design design = windowed({3, 3, 1, 1, 0, 0, 0, 0}, {3, 3, 1}, 1);  // one step sees all 9 beats
    const auto reading = [&] {
        const auto moves = rtl::window_moves(rtl::WindowGeometry(design, design.stages[0], 0).seen_of(0));
        const auto& sources = moves.moves.at(0).sources;
        return std::count_if(sources.begin(), sources.end(), [](const auto& source) { return source.port; });
    };
    CHECK(reading() == 0);
    design.stages[0].inputs[0].depth = 11;
    CHECK(reading() == 2);
    design.stages[0].inputs[0].depth = 18;
    CHECK(reading() == 9);
}

// Of the shipped designs, those whose steps see each beat from the same lane on.
TEST_CASE("window registers and read ports are what the chip is priced with", "[rtl]") {
    const auto loaded = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml");
    int stages = 0;
    for (const core::StageDesign& stage : loaded.design.stages) {
        if (stage.name != "stem" && stage.name != "b1_dw" && stage.name != "b3_dw") continue;
        INFO(stage.name);
        const core::InputBuffer& buffer = stage.inputs[0];
        const core::Counts priced = core::buffer_counts(stage, 0, loaded.design);
        const Sizes emitted = sizes(loaded.design, stage);
        const std::int64_t pixel = stage.in[0].bits * stage.in[0].shape.channels;
        CHECK(emitted.registers * pixel == priced.buffer_flop_bits);  // the words are latches
        CHECK(emitted.read * pixel <= 3 * buffer.beat_bits);
        ++stages;
    }
    CHECK(stages == 3);
}
