// SPDX-License-Identifier: Apache-2.0
// Does every design that cannot be built name the key and what is wrong with it?
#include "modules/core/design/resolve.h"
#include "modules/core/error.h"
#include "tests/core/sample_network.h"

#include <catch2/catch.hpp>

#include <functional>

using namespace hashiflex::core;
using namespace hashiflex::test;

namespace {

// a, b: 4 rows of 6 pixels; c: 5 classes of 24 inputs, on an NPU.
void requires_error(const std::string& path, const std::string& part, const std::function<void(HardwareSpec&)>& spoil) {
    SampleNetwork network(4, 6);
    network.point("a").point("b").classifier("c", 5, 24);
    HardwareSpec hardware;
    hardware.npu = NpuSpec{};
    hardware.npu->rows = 24;
    hardware.npu->columns = 5;
    REQUIRE_NOTHROW(resolve(network.build(), hardware));
    spoil(hardware);
    INFO(path << ": " << part);
    try {
        resolve(network.build(), hardware);
        FAIL("was resolved");
    } catch (const InvalidInput& error) {
        CHECK(error.file() == InputFile::design);
        CHECK(error.path() == path);
        CHECK_THAT(error.what(), Catch::Contains(part));
    }
}

}  // namespace

TEST_CASE("A target below the rows of a map is unreachable, and the stage is named") {
    requires_error("target_cycles_per_image", "the input", [](auto& h) { h.target_cycles_per_image = 3; });
    requires_error("target_cycles_per_image", "4 or more", [](auto& h) { h.target_cycles_per_image = 3; });
    SampleNetwork network(2, 2);
    Padding padding;  // pads make the map taller than the input
    padding.mode = PaddingMode::explicit_pads;
    padding.top = padding.bottom = 2;
    ConvSpec conv;
    conv.kernel = {3, 1};
    conv.padding = padding;
    network.layer("tall", conv);
    network.weights["tall.weight"] = integers({1, 3, 1, 1}, 1);
    network.weights["tall.bias"] = network.weights["tall.shift"] = integers({1}, 0);
    HardwareSpec hardware;
    hardware.target_cycles_per_image = 3;
    CHECK_THROWS_WITH(resolve(network.build(), hardware), Catch::Contains("'tall'") && Catch::Contains("4 rows"));
    hardware.target_cycles_per_image = 4;
    CHECK_NOTHROW(resolve(network.build(), hardware));
}

TEST_CASE("Stages that do not exist and lanes that do not fit") {
    requires_error("stages.x", "sample", [](auto& h) { h.stages["x"].lanes = 1; });
    requires_error("stages.a.lanes", "found 7", [](auto& h) { h.stages["a"].lanes = 7; });
    requires_error("stages.a.lanes", "only 6", [](auto& h) { h.stages["a"].lanes = 7; });
    requires_error("input.lanes", "found 9", [](auto& h) { h.input.lanes = 9; });
    requires_error("stages.a.input_depth", "found 2", [](auto& h) { h.stages["a"].input_depth = {1, 1}; });
}

TEST_CASE("A map whose schedule would not fit into memory") {
    const Network network = SampleNetwork(65536, 65536).point("a").build();
    try {
        resolve(network, HardwareSpec{});
        FAIL("was resolved");
    } catch (const InvalidInput& error) {
        CHECK(error.path() == "input.lanes");
        CHECK_THAT(error.what(), Catch::Contains("4294967296 beats") && Catch::Contains("4194304"));
    }
}

TEST_CASE("A map whose schedule just fits") {
    ResolveParts parts;
    parts.auto_depths = [](Design&) {};  // takes longer than the schedule
    HardwareSpec hardware;
    const Design design = resolve(SampleNetwork(2048, 2048).point("a").build(), hardware, parts);
    CHECK(design.stages[0].grid.beats() == 4194304);
    CHECK_THROWS_WITH(resolve(SampleNetwork(2049, 2048).point("a").build(), hardware, parts),
                      Catch::Contains("4196352 beats"));
    hardware.input.lanes = hardware.stages["a"].lanes = 2;
    CHECK(resolve(SampleNetwork(2049, 2048).point("a").build(), hardware, parts).source.grid.beats() == 2049 * 1024);
}

TEST_CASE("Settings of the NPU") {
    requires_error("npu", "missing", [](auto& h) { h.npu.reset(); });
    requires_error("npu", "hardwired", [](auto& h) { h.classifier = ClassifierSite::hardwired; });
    requires_error("npu.columns", "found 6", [](auto& h) { h.npu->columns = 6; });
    requires_error("npu.rows", "found 25", [](auto& h) { h.npu->rows = 25; });
    requires_error("stages.c.lanes", "npu.columns", [](auto& h) { h.stages["c"].lanes = 1; });
    requires_error("stages.c.input_depth", "two images", [](auto& h) { h.stages["c"].input_depth = {4}; });
    requires_error("stages.c.fifo_depth", "npu.fifo_depth", [](auto& h) { h.stages["c"].fifo_depth = 4; });
    HardwareSpec hardware;
    hardware.npu = NpuSpec{};
    CHECK_THROWS_WITH(resolve(SampleNetwork(2, 2).point("a").build(), hardware), Catch::Contains("no classifier"));
}

TEST_CASE("SRAM of a stage that has none but joins, FIFOs and feature buffers is refused") {
    requires_error("stages.c.storage", "found sram, but joins, feature buffers and FIFOs are words of flops or latches",
                   [](auto& h) { h.stages["c"].storage = StorageChoice::sram; });
    HardwareSpec hardware;
    hardware.stages["d"].storage = StorageChoice::sram;
    const auto joined = [](SampleNetwork& network, std::vector<std::string> of) {
        return network.point("a").point("b", {"input"}).add("d", std::move(of)).build();
    };
    SampleNetwork of_join(2, 2);
    CHECK_THROWS_WITH(resolve(joined(of_join, {"a", "b"}), hardware), Catch::Contains("joins"));
}
