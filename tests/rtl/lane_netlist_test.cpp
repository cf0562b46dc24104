// SPDX-License-Identifier: Apache-2.0
// Is a lane counted as the cells that a synthesis tool finds in the module written of it?
#include "modules/core/cost/graph_cells.h"
#include "modules/core/cost/lane_build.h"
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/rtl/lane_modules.h"
#include "sim/config/load.h"
#include "tests/rtl/tools.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

std::int64_t cells(const std::string& statistics, const std::string& type) {
    const auto at = statistics.find(" " + type + " ");
    return at == std::string::npos ? 0 : std::strtoll(statistics.c_str() + at + type.size() + 2, nullptr, 10);
}

// What yosys makes of the lane: ripple adders, equal cells merged, constants and what nobody reads taken out. Clamps
// stay comparators.
core::GraphCells synthesized(const core::StageDesign& stage) {
    const TempDir folder;
    const std::string map = std::string(HASHIFLEX_SOURCE_DIR) + "/tests/calibrate/ripple.v";
    std::string script = "read_verilog -lib " + map + "\n";
    for (const auto& file : rtl::lane_modules(stage, "", false)) {
        folder.write(file.name, file.text);
        script += "read_verilog -sv " + file.name + "\n";
    }
    script += "hierarchy -check -top " + rtl::lane_name(stage, "") +
              "\nproc; flatten; opt -full; opt_clean -purge\ntechmap -map " + map + " t:$add t:$sub\ntechmap -map " +
              map + " t:$alu\nopt -full\ntechmap; opt -full; opt_clean -purge\ntee -q -o statistics stat\n";
    folder.write("run.ys", script);
    REQUIRE(output_of(folder, "yosys -q run.ys") == "");
    const std::string statistics = output_of(folder, "cat statistics");
    core::GraphCells found;
    found.full_adders = cells(statistics, "full_adder");
    found.half_adders = cells(statistics, "half_adder");
    found.flops = cells(statistics, "$_DFF_P_");
    return found;
}

bool sees_windows(const core::StageDesign& stage) {
    return stage.graph && !std::holds_alternative<core::GlobalPool>(stage.op) &&
           !std::holds_alternative<core::Argmax>(stage.op);
}

void require_equal(const core::StageDesign& stage) {
    INFO("stage " << stage.name);
    const auto graphs = stage.out.shape.channels / static_cast<int>(stage.graph->outputs.size());
    const core::GraphCells counted = core::graph_cells(*stage.graph, *stage.facts, core::lane_build(stage));
    const core::GraphCells found = synthesized(stage);
    // Now and then two positions of different sums have equal operands: tools merge those as well.
    CHECK(std::abs(graphs * counted.full_adders - found.full_adders) <= found.adder_cells() / 100);
    CHECK(std::abs(graphs * counted.half_adders - found.half_adders) <= found.adder_cells() / 100);
    CHECK(graphs * counted.flops == found.flops);
}

}  // namespace

TEST_CASE("the lanes of random designs are counted as their netlists have them", "[rtl]") {
    int lanes = 0;
    for (std::uint64_t seed = 1; seed <= 9; ++seed) {
        INFO("seed " << seed);
        const auto random = random_design(seed);
        const auto design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
        for (const auto& stage : design.stages) {
            if (!sees_windows(stage)) continue;
            require_equal(stage);
            ++lanes;
        }
    }
    CHECK(lanes > 20);
}

TEST_CASE("the lanes of the digits design are counted as their netlists have them", "[rtl]") {
    const auto design = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml").design;
    for (const auto& stage : design.stages)
        if (sees_windows(stage) && stage.graph->ops.size() < 200) require_equal(stage);
}
