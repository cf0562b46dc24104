// SPDX-License-Identifier: Apache-2.0
// Is a buffer made of what costs least, and said so?
#include "modules/core/cost/storage_choice.h"

#include "modules/core/design/resolve.h"
#include "modules/core/error.h"
#include "modules/core/network/build.h"
#include "modules/core/parts/memory_reads.h"
#include "tests/core/cost/unit_technology.h"
#include "tests/core/sample_network.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

// Words alone.
Technology without_sram() {
    auto tech = unit_technology();
    tech.sram.two_port = {std::nullopt, "no macros"};
    return tech;
}

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
    auto tech = without_sram();  // gated flops and latches cost the same, bit by bit
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
    auto tech = without_sram();
    tech.flop_bus_fj = {0.99, ""};  // better at the default rate, equal where nothing toggles
    HardwareSpec hardware = gated();
    hardware.toggle_rate = 0;
    CHECK(chosen(tech, hardware).kind == Storage::flops);
    tech.flop_bit.leakage_nw = {1e9, ""};
    CHECK(chosen(tech, hardware).kind == Storage::flops);
}

TEST_CASE("an unknown price leaves latches, and a technology without latches flops") {
    auto tech = without_sram();
    tech.flop_bus_fj = {std::nullopt, "not measured"};
    CHECK(chosen(tech).kind == Storage::latches);
    CHECK(chosen(tech).why == "area x energy is unknown: no price flop_bus_fj (not measured)");
    tech = without_sram();
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
    auto tech = without_sram();
    tech.flop_bit.area_um2 = {2.0, ""};
    design = resolved(hardware);
    choose_storage(design, tech);
    CHECK(design.stages[0].fifo.storage.kind == Storage::flops);
    CHECK(design.stages[1].fifo.storage.kind == Storage::latches);
}

TEST_CASE("SRAM where a file asks for it: its buffers, while FIFOs and joins are what costs least") {
    HardwareSpec hardware = gated();
    hardware.storage = StorageChoice::sram;
    Design design = resolved(hardware);
    choose_storage(design, unit_technology());
    const WordStorage& window = design.stages[0].inputs[0].storage;
    CHECK(window.kind == Storage::sram);
    CHECK(window.banks == 3);  // rows of four beats: four and eight apart
    CHECK(window.why == "asked for");
    CHECK(design.stages[0].fifo.storage.kind == Storage::latches);
    CHECK(design.stages[0].fifo.storage.why.substr(0, 19) == "least area x energy");
    CHECK(design.stages[1].inputs[0].storage.banks == 1);
}

TEST_CASE("SRAM that no banking can serve is refused by name, where it was asked for") {
    int refused = 0;
    for (std::uint64_t seed = 1; seed < 120; seed += 2) {
        RandomOptions options;
        options.explicit_depths = true;
        const RandomDesign random = random_design(seed, options);
        const Network network = build_network(random.network, random.weights);
        for (const bool of_stage : {false, true}) {
            HardwareSpec hardware = random.hardware;
            hardware.storage = StorageChoice::sram;
            Design design = resolve(network, hardware);
            std::string stage_name, buffer;
            for (const StageDesign& stage : design.stages)
                for (std::size_t k = 0; k < stage.inputs.size(); ++k)
                    if (buffer.empty() && stage.inputs[k].storage.kind == Storage::sram &&
                        !fewest_banks(memory_reads(design, stage, k), stage.inputs[k].depth)) {
                        stage_name = stage.name;
                        buffer = stage.inputs[k].name;
                    }
            if (of_stage && !buffer.empty()) {
                hardware.storage = StorageChoice::automatic;
                hardware.stages[stage_name].storage = StorageChoice::sram;
                design = resolve(network, hardware);
            }
            std::string error;
            try {
                choose_storage(design, unit_technology());
            } catch (const InvalidInput& refusal) {
                error = refusal.path() + ": " + refusal.what();
            }
            INFO("seed " << seed << ", " << buffer);
            if (buffer.empty()) {
                CHECK(error.empty());
                continue;
            }
            ++refused;
            CHECK_THAT(error,
                       Catch::Matchers::StartsWith(of_stage ? "stages." + stage_name + ".storage: " : "storage: "));
            CHECK_THAT(error, Catch::Contains("no banking serves the reads of " + buffer + ": of the "));
        }
    }
    CHECK(refused > 1);
}

TEST_CASE("auto takes SRAM where it costs less than words") {
    auto tech = unit_technology();
    for (Price* price : {&tech.sram.bit_um2, &tech.sram.column_um2, &tech.sram.column_fj, &tech.sram.word_fj})
        *price = {1e-6, ""};
    CHECK(chosen(tech).kind == Storage::sram);
    CHECK(chosen(tech).banks == 3);
    CHECK_THAT(chosen(tech).why, Catch::Matchers::StartsWith("least area x energy; latches "));
    tech.sram.two_port = {std::nullopt, "nobody knows"};
    CHECK(chosen(tech).kind == Storage::latches);
    CHECK(chosen(tech).banks == 0);
}
