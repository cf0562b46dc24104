// SPDX-License-Identifier: Apache-2.0
// Is a buffer made of what costs least, and said so?
#include "modules/core/cost/storage_choice.h"

#include "modules/core/design/resolve.h"
#include "tests/core/cost/unit_technology.h"
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using hashiflex::test::SampleNetwork;

namespace {

HardwareSpec gated() {
    HardwareSpec hardware;
    hardware.clock_gating = true;
    return hardware;
}

Design resolved(const HardwareSpec& hardware) {
    return resolve(SampleNetwork(4, 4).conv("a", 3).point("b").build(), hardware);
}

WordStorage chosen(const Technology& tech, const HardwareSpec& hardware = gated()) {
    Design design = resolved(hardware);
    choose_storage(design, tech);
    return design.stages[0].inputs[0].storage;
}

}  // namespace

TEST_CASE("auto takes the least area times energy, latches on a tie") {
    auto tech = unit_technology();  // gated flops and latches cost the same, bit by bit
    CHECK(chosen(tech).kind == Storage::latches);
    CHECK(chosen(tech).why == "least area x energy; flops 1.00 times");
    tech.flop_bit.area_um2 = {0.99, ""};
    CHECK(chosen(tech).kind == Storage::flops);
    tech.latch_clock_fj = {0.5, ""};
    CHECK(chosen(tech).kind == Storage::latches);
    HardwareSpec ungated;  // each flop then has a multiplexer, and a clock in every cycle
    CHECK(chosen(tech, ungated).kind == Storage::latches);
}

TEST_CASE("neither the data nor the leakage of a run chooses hardware") {
    auto tech = unit_technology();
    tech.flop_bus_fj = {0.99, ""};  // better at the default rate, equal where nothing toggles
    HardwareSpec hardware = gated();
    hardware.toggle_rate = 0;
    CHECK(chosen(tech, hardware).kind == Storage::flops);
    tech.flop_bit.leakage_nw = {1e9, ""};
    CHECK(chosen(tech, hardware).kind == Storage::flops);
}

TEST_CASE("an unknown price leaves latches, and a technology without latches flops") {
    auto tech = unit_technology();
    tech.flop_bus_fj = {std::nullopt, "not measured"};
    CHECK(chosen(tech).kind == Storage::latches);
    CHECK(chosen(tech).why == "area x energy is unknown: no price flop_bus_fj (not measured)");
    tech = unit_technology();
    tech.latch_bit.area_um2 = {std::nullopt, "no such cell"};
    CHECK(chosen(tech).kind == Storage::flops);
    CHECK(chosen(tech).why == "technology unit has no latches");
}

TEST_CASE("what the file asks for is taken, a stage's own wish first") {
    HardwareSpec hardware = gated();
    hardware.storage = StorageChoice::flops;
    hardware.stages["b"].storage = StorageChoice::latches;
    Design design = resolved(hardware);
    choose_storage(design, unit_technology());
    CHECK(design.stages[0].inputs[0].storage.kind == Storage::flops);
    CHECK(design.stages[0].fifo.storage.kind == Storage::flops);
    CHECK(design.stages[0].fifo.storage.why == "asked for");
    CHECK(design.stages[1].inputs[0].storage.kind == Storage::latches);
    CHECK(design.stages[1].fifo.storage.kind == Storage::latches);
    hardware.stages["b"].storage = StorageChoice::automatic;
    auto tech = unit_technology();
    tech.flop_bit.area_um2 = {2.0, ""};
    design = resolved(hardware);
    choose_storage(design, tech);
    CHECK(design.stages[0].fifo.storage.kind == Storage::flops);
    CHECK(design.stages[1].fifo.storage.kind == Storage::latches);
}
