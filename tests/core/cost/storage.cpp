// SPDX-License-Identifier: Apache-2.0
// Are the words of buffers and FIFOs counted, and what is written and read of them, whatever holds them?
#include "modules/core/cost/storage.h"

#include "modules/core/cost/area.h"
#include "modules/core/cost/energy.h"
#include "modules/core/cost/word_array.h"
#include "tests/core/cost/unit_technology.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;

namespace {

// 3x3 over 4x5 pixels of 8 bits, padding 1, one lane, a ring of 12 beats.
Design windowed(Storage kind) {
    Design design;
    design.source.type = {{4, 5, 1}, 8, false, 0, {0, 255}};
    design.source.grid = {4, 5, 1};
    StageDesign stage;
    stage.name = "window";
    Conv conv;
    conv.in = conv.out = {4, 5, 1};
    conv.window = {3, 3, 1, 1, 1, 1, 1, 1};
    stage.op = conv;
    stage.in = {design.source.type};
    stage.out = design.source.type;
    stage.grid = {4, 5, 1};
    stage.program = windowed_program(conv.window, design.source.grid, stage.grid);
    InputBuffer buffer;
    buffer.depth = 12;
    buffer.beat_bits = 8;
    buffer.storage.kind = kind;
    stage.inputs = {buffer};
    stage.fifo.depth = 4;
    stage.fifo.beat_bits = 40;
    stage.fifo.storage.kind = kind;
    design.stages = {stage};
    return design;
}

}  // namespace

TEST_CASE("a ring of latches: a gate a word, read by one-hot trees, window registers behind it") {
    const Design design = windowed(Storage::latches);
    const Counts counts = buffer_counts(design.stages[0], 0, design);
    CHECK(counts.latch_bits == 96);
    CHECK(counts.clock_gates == 12);          // clock_gating or not
    CHECK(counts.read_bits == 3 * 96);        // a port per kernel row
    CHECK(counts.buffer_flop_bits == 9 * 8);  // the window
    CHECK(counts.mux_bits + counts.sram_bits + counts.gated_flop_bits == 0);
    const Events events = buffer_events(design.stages[0], 0, design);
    CHECK(events.latch_bits == 20 * 8);
    CHECK(events.latch_bus_bits == 12 * 20 * 8);  // past every word
    CHECK(events.clocked_latch_bits == 20 * 8);
    CHECK(events.open_gates == 20);
    CHECK(events.read_bits == 20 * 3 * 8);  // every step moves on by a beat
    CHECK(events.flop_bits == 20 * 9 * 8);  // and shifts the window
    CHECK(events.flop_bus_bits == 0);
}

TEST_CASE("a ring of flops: hold multiplexers, or gates") {
    Design design = windowed(Storage::flops);
    const Counts held = buffer_counts(design.stages[0], 0, design);
    CHECK(held.buffer_flop_bits == 96 + 72);
    CHECK(held.mux_bits == 96);
    CHECK(held.read_bits == 3 * 96);
    CHECK(held.latch_bits + held.clock_gates == 0);
    CHECK(buffer_events(design.stages[0], 0, design).flop_bus_bits == 12 * 20 * 8);
    CHECK(buffer_events(design.stages[0], 0, design).mux_bits == 20 * 8);
    design.clock_gating = true;
    const Counts gated = buffer_counts(design.stages[0], 0, design);
    CHECK(gated.mux_bits == 0);
    CHECK(gated.gated_flop_bits == 96 + 72);
    CHECK(gated.clock_gates == 12 + 3);  // 72 window flops
    CHECK(buffer_events(design.stages[0], 0, design).clocked_flop_bits == 20 * (8 + 72));
}

TEST_CASE("steps that stay on a beat read nothing new") {
    Design design = windowed(Storage::latches);
    design.source.grid.lanes = 2;  // beats 0 1 2 of columns 0-1, 2-3, 4
    auto& stage = design.stages[0];
    stage.program = windowed_program({3, 3, 1, 1, 1, 1, 1, 1}, design.source.grid, stage.grid);
    stage.inputs[0].beat_bits = 16;
    // windows begin at columns -1 .. 3: beats -1, 0, 0, 1, 1
    CHECK(buffer_events(stage, 0, design).read_bits == 4 * 3 * 3 * 16);
    CHECK(buffer_events(stage, 0, design).latch_bits == 20 * 8);           // the third beat of a row is half empty
    CHECK(buffer_events(stage, 0, design).clocked_latch_bits == 12 * 16);  // but opens its whole word
}

TEST_CASE("a FIFO has gates for every 32 bits of a place, and a single word needs no tree") {
    Design design = windowed(Storage::latches);
    auto& fifo = design.stages[0].fifo;
    CHECK(fifo_counts(fifo, design).latch_bits == 160);
    CHECK(fifo_counts(fifo, design).clock_gates == 4 * 2);
    CHECK(fifo_counts(fifo, design).read_bits == 160);
    CHECK(fifo_events(design.stages[0], design).open_gates == 20 * 2);
    fifo.depth = 1;
    CHECK(fifo_counts(fifo, design).read_bits == 0);
    CHECK(fifo_events(design.stages[0], design).read_bits == 0);
    fifo.storage.kind = Storage::flops;
    CHECK(fifo_counts(fifo, design).fifo_flop_bits == 40);
    CHECK(fifo_counts(fifo, design).buffer_flop_bits == 0);
}

TEST_CASE("latches, trees and SRAM are priced by hand") {
    Counts counts;
    counts.latch_bits = 10;
    counts.read_bits = 20;
    counts.sram_bits = 30;
    counts.sram_columns = 4;
    auto tech = unit_technology();
    tech.latch_bit = {{0.2, ""}, {2.0, ""}, {0.5, ""}};
    tech.read_bit = {{0.1, ""}, {4.0, ""}, {0.25, ""}};
    tech.sram = {{0.03, ""}, {3.0, ""}, {1.5, ""}, {5.0, ""}, {0.5, ""}, {6.0, ""}, {0.125, ""}};
    CHECK(*area(counts, tech).latches_um2.value == Approx(2.0));
    CHECK(*area(counts, tech).comparators_and_muxes_um2.value == Approx(2.0));
    CHECK(*area(counts, tech).sram_um2.value == Approx((30 * 0.03 + 4 * 3.0) * 1.5));
    Events events;
    events.latch_bits = 100;
    events.latch_bus_bits = 400;
    events.read_bits = 50;
    events.clocked_latch_bits = 80;
    events += sram_events(2000, 8);  // counted as 1024 words
    tech.latch_bus_fj = {0.25, ""};
    tech.latch_clock_fj = {3.0, ""};
    tech.read_select_fj = {0.5, ""};
    const auto pj = energy(counts, events, tech, {ToggleRates::all(0.25), 500, 20.0});
    CHECK(*pj.latches.value == Approx((100 * 2.0 + 400 * 0.25) * 0.25 * 1e-3));
    CHECK(*pj.comparators_and_muxes.value == Approx((50 * 0.25 * 4.0 + 50 * 0.5) * 1e-3));
    CHECK(*pj.clock.value == Approx(80 * 3.0 * 1e-3));
    CHECK(*pj.sram.value == Approx(8 * (5.0 + 1024 * 0.5) * 6.0 * 1e-3));
    CHECK(*pj.leakage.value == Approx((10 * 0.5 + 20 * 0.25 + 30 * 0.125) * 20 / 500 * 1e-3));
    tech.sram.two_port = {std::nullopt, "nobody says"};
    CHECK(area(counts, tech).sram_um2.reason == "no price sram.two_port (nobody says)");
}

TEST_CASE("a ring of SRAM: three banks of four words, a register for each port that may read a beat which comes late") {
    Design design = windowed(Storage::sram);
    const Counts counts = buffer_counts(design.stages[0], 0, design);
    CHECK(counts.sram_bits == 3 * 4 * 8);  // 12 beats, 5 in a row: rows are 5 and 10 apart
    CHECK(counts.sram_columns == 3 * 8);
    CHECK(counts.read_bits == 3 * 3 * 8);  // each port chooses a bank
    CHECK(counts.latch_bits == 0);
    CHECK(counts.buffer_flop_bits == 9 * 8 + 2 * 8);  // the window; the port of its first row reads nothing new
    CHECK(counts.mux_bits == 2 * 2 * 8);              // hold, and choose
    const Events events = buffer_events(design.stages[0], 0, design);
    // Written once; the row above is read where the window has one, and the pixel on the right of the map is nobody's.
    CHECK(events.sram_bits % 8 == 0);
    CHECK(events.sram_bits >= 2 * 20 * 8);
    CHECK(events.sram_bits <= 4 * 20 * 8);
    CHECK(events.sram_word_bits == 4 * events.sram_bits);
    design.clock_gating = true;
    CHECK(buffer_counts(design.stages[0], 0, design).mux_bits == 2 * 8);
    CHECK(buffer_counts(design.stages[0], 0, design).gated_flop_bits == counts.buffer_flop_bits);
}
