// SPDX-License-Identifier: Apache-2.0
// Does a stage written alone compute what its operator says, and is what cannot be written refused?
#include "modules/core/network/evaluate.h"
#include "sim/config/load.h"
#include "tests/rtl/expected.h"
#include "tests/rtl/tools.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

core::Design digits() {
    return load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml").design;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// One beat as the logs write it, of an 8 bit map.
std::string beat(const core::Tensor& map, const core::BeatGrid& grid, int n, int channels) {
    std::string text;
    const int row = n / grid.beats_per_row();
    for (int lane = grid.lanes; lane-- > 0;)
        for (int c = channels; c-- > 0;) {
            const int x = n % grid.beats_per_row() * grid.lanes + lane;
            const auto at = static_cast<std::size_t>((row * grid.width + x) * channels + c);
            const unsigned value = x < grid.width ? static_cast<unsigned>(map[at]) & 0xffU : 0U;
            text += "0123456789abcdef"[value >> 4];
            text += "0123456789abcdef"[value & 15];
        }
    return text;
}

}  // namespace

TEST_CASE("an add stage alone", "[rtl]") {
    const core::Design design = digits();
    const core::StageDesign& stage = design.stages[4];
    REQUIRE(stage.name == "b1_add");
    const auto tensors = core::evaluate(network_of(design), std::vector<std::uint8_t>(64, 9));
    const TempDir folder;
    const rtl::Emission emission = rtl::emit_stage(design, "b1_add");
    CHECK(emission.top == "stage_b1_add");
    REQUIRE(emission.wires.size() == 3);
    CHECK(emission.wires[0].stream == "b1_add.in0");
    CHECK(emission.wires[2].stream == "sink");
    for (const auto& file : emission.files) folder.write(file.name, file.text);
    for (std::size_t k = 0; k < 2; ++k) {
        const int producer = stage.inputs[k].producer;
        std::string beats;
        for (int n = 0; n < design.grid_of(producer).beats(); ++n)
            beats += beat(tensors[static_cast<std::size_t>(producer + 1)], design.grid_of(producer), n, 16) + "\n";
        folder.write("in" + std::to_string(k) + ".hex", beats);
    }
    CHECK(lint(folder, emission) == "");
    INFO(simulate(folder, emission));
    const auto results = transfers(folder, 2);
    REQUIRE(results.size() == static_cast<std::size_t>(stage.grid.beats()));
    for (std::size_t n = 0; n < results.size(); ++n) {
        CHECK(results[n].data == beat(tensors[5], stage.grid, static_cast<int>(n), 16));
        // in at n, started at n + 1, L registers, the FIFO
        CHECK(results[n].cycle == static_cast<long long>(n) + 1 + stage.latency + 1);
    }
}

TEST_CASE("a stage that does not exist is refused by name", "[rtl]") {
    REQUIRE_THROWS_AS(rtl::emit_stage(digits(), "b1_ad"), rtl::CannotEmit);
    REQUIRE_THROWS_WITH(rtl::emit_stage(digits(), "b1_ad"), Catch::Contains("'b1_ad'"));
}

TEST_CASE("a port that is too wide is refused with its width", "[rtl]") {
    core::Design design = digits();
    design.npu->write_port_bytes = 64;
    CHECK_NOTHROW(rtl::emit_chip(design));
    design.npu->write_port_bytes = 65;
    CHECK_THROWS_WITH(rtl::emit_chip(design),
                      Catch::Contains("npu.write_port_bytes: found 65") && Catch::Contains("at most 64"));
}

TEST_CASE("a weight memory beyond the bound is refused with its size", "[rtl]") {
    core::Design design = digits();
    auto& classifier = std::get<core::Classifier>(design.stages.back().op);
    classifier.in.channels = 1 << 24;
    REQUIRE_THROWS_WITH(rtl::emit_chip(design), Catch::Contains("'fc'") && Catch::Contains("2684354560 bits") &&
                                                    Catch::Contains("at most 1073741824"));
}


TEST_CASE("clock gating gives the registers of every datapath an enable, and changes nothing else of a lane") {
    const std::string file = std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml";
    const auto text_of = [&](const char* gating, const std::string& stage, const std::string& name) {
        const auto design = load(file, {std::string("clock_gating=") + gating}).design;
        for (const auto& written : rtl::emit_stage(design, stage).files)
            if (written.name == name) return written.text;
        return std::string();
    };
    const auto registers = [](const std::string& text) {
        std::set<std::string> found;
        for (const std::string& line : split_lines(text))
            if (line.find(" <= ") != std::string::npos) found.insert(line);
        return found;
    };
    const std::string plain = text_of("false", "stem", "lane_stem.sv"), gated = text_of("true", "stem", "lane_stem.sv");
    CHECK(plain.find("go[") == std::string::npos);
    CHECK(registers(plain) == registers(gated));
    REQUIRE(registers(gated).size() > 16);
    for (const std::string& line : split_lines(gated))
        if (line.find("always_ff") != std::string::npos) CHECK(line.find("if (go[") != std::string::npos);
    CHECK(text_of("false", "fc", "stage_fc.sv").find(".GATED(0)") != std::string::npos);
    CHECK(text_of("true", "fc", "stage_fc.sv").find(".GATED(1)") != std::string::npos);
}
