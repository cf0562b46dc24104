// SPDX-License-Identifier: Apache-2.0
// Do the registers of a window hold the pixels that a step sees, at every step and whenever beats arrive? And are they
// as many as the chip is priced with, read through as few ports?
#include "modules/core/parts/window_plan.h"

#include "modules/core/cost/storage.h"
#include "modules/core/parts/input_counters.h"
#include "modules/core/parts/window_geometry.h"
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

// A pixel of the stream, by the number of its beat since the first image; where nothing was written, a beat of -1.
struct Pixel {
    std::int64_t beat = -1;
    std::int64_t lane = 0;
    bool operator==(const Pixel& other) const { return beat == other.beat && lane == other.lane; }
};
constexpr Pixel kPadding{-2, 0};
std::string text_of(const Pixel& pixel) {
    return pixel == kPadding ? "padding" : std::to_string(pixel.beat) + "." + std::to_string(pixel.lane);
}

// Registers and memories of an input, as the stage's module connects them.
class Machine {
 public:
    Machine(const core::WindowGeometry& geometry, const core::WindowPlan& plan)
        : geometry_(geometry), plan_(plan), schedule_(geometry.schedule()), depth_(geometry.depth()) {
        memory_.assign(static_cast<std::size_t>(depth_), -1);
        window_.assign(plan.registers(), Pixel{});
        for (std::size_t p = 0; p < window_.size(); ++p)
            if (!inside(0, p)) window_[p] = kPadding;  // in reset
    }

    bool can_arrive() const { return arrived_ - given_up_ < depth_; }
    bool can_fire() const { return arrived_ - first_ >= schedule_.needed[step_]; }
    std::size_t step() const { return step_; }
    std::int64_t first() const { return first_; }
    std::int64_t held() const { return arrived_ - given_up_; }
    std::int64_t ahead() const { return arrived_ - first_ - schedule_.needed[step_]; }

    Pixel seen(std::size_t p) const { return late(p) && !inside(step_, p) ? kPadding : window_[p]; }

    void edge(bool arrives, bool fires) {
        const bool stored = arrives && arrived_ >= given_up_;
        const std::int64_t ahead = this->ahead();
        const std::size_t after = fires ? (step_ + 1 < schedule_.needed.size() ? step_ + 1 : 0) : step_;
        std::vector<Pixel> window = window_;
        if (fires)
            for (std::size_t p = 0; p < window.size(); ++p)
                window[p] = late(p) || inside(after, p) ? moved(p) : kPadding;
        if (stored)
            for (std::size_t p = 0; p < window.size(); ++p) {
                if (plan_.arrival_of[p] < 0) continue;
                const core::Arrival& arrival = plan_.arrivals[static_cast<std::size_t>(plan_.arrival_of[p])];
                if (ahead != (fires ? arrival.next : arrival.present)[step_]) continue;
                const std::int64_t align = (fires ? plan_.next_align : plan_.present_align)[step_];
                window[p] = {arrived_, (align + plan_.columns[column(p)]) % geometry_.map().lanes};
            }
        window_ = window;
        if (stored) memory_[static_cast<std::size_t>(arrived_ % depth_)] = arrived_;
        if (arrives) ++arrived_;
        if (fires) {
            given_up_ = first_ + schedule_.released[step_];
            if (after == 0) first_ += schedule_.beats;
            step_ = after;
        }
    }

 private:
    std::size_t column(std::size_t p) const { return p % plan_.columns.size(); }
    bool late(std::size_t p) const { return plan_.late[column(p)] != 0; }
    bool inside(std::size_t s, std::size_t p) const {
        const auto columns = static_cast<std::size_t>(geometry_.steps().columns);
        const auto c = static_cast<int>(s % columns);
        return geometry_.row_inside(static_cast<int>(s / columns), plan_.rows[p / plan_.columns.size()]) &&
               (!geometry_.column_used(c, plan_.columns[column(p)]) ||
                geometry_.column_inside(c, plan_.columns[column(p)]));
    }
    Pixel moved(std::size_t p) const {
        const core::PixelSource& source = plan_.moves.at(static_cast<std::size_t>(plan_.move_of[step_])).at(p);
        if (source.from == core::PixelSource::From::pixel) return window_.at(static_cast<std::size_t>(source.index));
        for (const core::LaneMemory& memory : plan_.memories) {
            if (std::count(memory.lanes.begin(), memory.lanes.end(), source.index) == 0) continue;
            const std::int64_t beat = first_ + memory.reads.at(static_cast<std::size_t>(source.port)).at(step_);
            return {memory_[static_cast<std::size_t>((beat % depth_ + depth_) % depth_)], source.index};
        }
        return {};
    }

    const core::WindowGeometry& geometry_;
    const core::WindowPlan& plan_;
    const core::InputSchedule& schedule_;
    std::int64_t depth_;
    std::vector<std::int64_t> memory_;  // the beat in each place
    std::vector<Pixel> window_;
    std::int64_t arrived_ = 0;
    std::int64_t given_up_ = 0;
    std::int64_t first_ = 0;  // of the image
    std::size_t step_ = 0;
};

// The first difference between the registers and what steps must see, over some images; "" if there is none. Beats
// arrive and steps happen at random.
std::string difference(const core::Design& design, Random& random) {
    constexpr std::int64_t kImages = 3;
    const core::StageDesign& stage = design.stages[0];
    const core::Window& window = std::get<core::Pool>(stage.op).window;
    const core::WindowGeometry geometry(design, stage, 0);
    const core::WindowPlan plan = core::window_plan(geometry);
    const core::InputCounters counters = core::input_counters(geometry.schedule(), geometry.depth());
    Machine machine(geometry, plan);
    const core::BeatGrid& map = design.source.grid;
    const int eager = random.between(10, 90);
    while (machine.first() < kImages * map.beats()) {
        if (machine.held() < counters.least_held || machine.ahead() < counters.least_ahead ||
            machine.ahead() > counters.most_ahead || (machine.ahead() == counters.most_ahead && machine.can_arrive()))
            return "counters out of their range: " + std::to_string(machine.held()) + " held, " +
                   std::to_string(machine.ahead()) + " ahead";
        const bool arrives = machine.can_arrive() && random.chance(eager);
        const bool fires = machine.can_fire() && random.chance(100 - eager);
        if (fires) {  // does every lane see its taps?
            const auto s = static_cast<int>(machine.step());
            const int y = s / stage.grid.beats_per_row(), beat = s % stage.grid.beats_per_row();
            for (int lane = 0; lane < stage.grid.pixels_of(beat); ++lane)
                for (int i = 0; i < window.kernel_h; ++i)
                    for (int j = 0; j < window.kernel_w; ++j) {
                        const int in_y = y * window.stride_h - window.pad_top + i;
                        const int in_x = (beat * stage.grid.lanes + lane) * window.stride_w - window.pad_left + j;
                        const bool inside = in_y >= 0 && in_y < map.rows && in_x >= 0 && in_x < map.width;
                        const Pixel must =
                            inside ? Pixel{machine.first() + map.beat_of(in_y, in_x), in_x % map.lanes} : kPadding;
                        const auto row = std::find(plan.rows.begin(), plan.rows.end(), i);
                        const auto column =
                            std::find(plan.columns.begin(), plan.columns.end(), lane * window.stride_w + j);
                        const bool held = row != plan.rows.end() && column != plan.columns.end();
                        const Pixel is =
                            held
                                ? machine.seen(static_cast<std::size_t>(row - plan.rows.begin()) * plan.columns.size() +
                                               static_cast<std::size_t>(column - plan.columns.begin()))
                                : kPadding;
                        if (!(is == must))
                            return "beat " + std::to_string(machine.first()) + ", step " + std::to_string(s) +
                                   ", lane " + std::to_string(lane) + ", tap " + std::to_string(i) + " " +
                                   std::to_string(j) + ": " + text_of(is) + " instead of " + text_of(must);
                    }
        }
        machine.edge(arrives, fires);
    }
    return "";
}

}  // namespace

TEST_CASE("random windows see their pixels, whenever these arrive", "[rtl]") {
    Random random(17);
    for (int i = 0; i < 4000; ++i) {
        const core::Design design = random_windowed(random);
        const core::Window& window = std::get<core::Pool>(design.stages[0].op).window;
        INFO("design " << i << ", lanes " << design.source.grid.lanes << " to " << design.stages[0].grid.lanes
                       << ", map " << design.source.grid.rows << " x " << design.source.grid.width << ", kernel "
                       << window.kernel_h << " x " << window.kernel_w << ", strides " << window.stride_h << ", "
                       << window.stride_w << ", padding " << window.pad_top << window.pad_bottom << window.pad_left
                       << window.pad_right << ", depth " << design.stages[0].inputs[0].depth);
        REQUIRE(difference(design, random) == "");
    }
}

TEST_CASE("a padded 3 x 3 window takes a pixel of each row and pads its last column behind the registers", "[rtl]") {
    const core::Design design = windowed({3, 3, 1, 1, 1, 1, 1, 1}, {6, 5, 1}, 1);
    const core::WindowGeometry geometry(design, design.stages[0], 0);
    const core::WindowPlan plan = core::window_plan(geometry);
    CHECK(geometry.depth() == 13);  // rows 1 and 2, and row 3 up to column 2
    CHECK(plan.registers() == 9);
    CHECK(plan.late == std::vector<char>{0, 0, 1});  // there the first pixel of the next row waits
    REQUIRE(plan.moves.size() == 1);                 // at the end of a row, too
    REQUIRE(plan.memories.size() == 1);
    REQUIRE(plan.memories[0].reads.size() == 3);
    for (std::size_t row = 0; row < 3; ++row) {
        const auto& reads = plan.memories[0].reads[row];
        for (std::size_t s = 1; s < reads.size(); ++s) CHECK(reads[s] == reads[s - 1] + 1);
        const core::PixelSource& newest = plan.moves[0][3 * row + 2];
        CHECK(newest.from == core::PixelSource::From::port);
        CHECK(newest.port == static_cast<int>(row));
        CHECK(plan.moves[0][3 * row].from == core::PixelSource::From::pixel);
        CHECK(plan.moves[0][3 * row].index == static_cast<int>(3 * row + 1));
    }
}

TEST_CASE("with stride 2 all padding is before the registers, and they are the pixels under the kernels", "[rtl]") {
    // b4_dw of MobileNetV2 in 224 cycles: 14 lanes to 4
    const core::Design design = windowed({3, 3, 2, 2, 0, 0, 1, 1}, {56, 56, 14}, 4);
    const core::WindowPlan plan = core::window_plan(core::WindowGeometry(design, design.stages[0], 0));
    CHECK(plan.registers() == 3 * 9);
    CHECK(std::count(plan.late.begin(), plan.late.end(), 1) == 0);
    for (const core::LaneMemory& memory : plan.memories) CHECK(memory.reads.size() == 3);
}

TEST_CASE("beats that a ring cannot hold yet are not read from it", "[rtl]") {
    core::Design design = windowed({3, 3, 1, 1, 0, 0, 0, 0}, {3, 3, 1}, 1);  // one step sees all 9 beats
    const auto reading = [&] {
        const auto plan = core::window_plan(core::WindowGeometry(design, design.stages[0], 0));
        const auto& sources = plan.moves.at(0);
        return std::count_if(sources.begin(), sources.end(),
                             [](const auto& source) { return source.from == core::PixelSource::From::port; });
    };
    CHECK(reading() == 0);
    design.stages[0].inputs[0].depth = 11;
    CHECK(reading() == 2);
    design.stages[0].inputs[0].depth = 18;
    CHECK(reading() == 9);
}

TEST_CASE("window registers and read ports are what the chip is priced with", "[rtl]") {
    for (const char* name : {"digits", "mobilenetv2_224"}) {
        const auto loaded = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/" + name + ".yaml");
        for (const core::StageDesign& stage : loaded.design.stages) {
            const core::Window window = core::window_of(stage.op);
            if (window.taps() == 1 || stage.program.steps() == 1) continue;
            INFO(stage.name);
            const core::WindowPlan plan = core::window_plan(core::WindowGeometry(loaded.design, stage, 0));
            const std::int64_t priced =
                std::int64_t{window.kernel_h} * (window.kernel_w + (stage.lanes() - 1) * window.stride_w);
            CHECK(static_cast<std::int64_t>(plan.registers()) == priced);
            for (const core::LaneMemory& memory : plan.memories)
                CHECK(memory.reads.size() <= static_cast<std::size_t>(window.kernel_h * window.stride_w));
        }
    }
}
