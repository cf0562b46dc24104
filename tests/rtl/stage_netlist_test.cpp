// SPDX-License-Identifier: Apache-2.0
// Is the list of a stage's parts what is written of it: the same instances of the library, and the flops that a
// synthesis tool finds?
#include "modules/core/cost/blocks.h"
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/parts/stage_hardware.h"
#include "modules/rtl/emit.h"
#include "modules/rtl/part_text.h"
#include "sim/config/load.h"
#include "tests/rtl/tools.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

bool begins(const std::string& text, const std::string& with) {
    return text.rfind(with, 0) == 0;
}

// Their datapath is one module with parts of its own, which the list names by what it computes.
bool has_own_datapath(const core::StageDesign& stage) {
    return std::holds_alternative<core::Classifier>(stage.op) || std::holds_alternative<core::Argmax>(stage.op);
}

// Lanes are modules of their own (lane_netlist_test.cpp): nobody reads them here.
bool is_read(const std::string& file) {
    return begins(file, "hf_") || begins(file, "stage_") || begins(file, "chip");
}

// What yosys finds in each module stage_NAME before it takes anything out.
std::map<std::string, std::int64_t> written_flops(const rtl::Emission& chip) {
    const TempDir folder;
    std::string files;
    for (const auto& file : chip.files) {
        if (!is_read(file.name)) continue;
        folder.write(file.name, file.text);
        files += " " + file.name;
    }
    folder.write("run.ys", "read_verilog -sv -DSYNTHESIS" + files + "\nhierarchy -top " + chip.top +
                               "\nsetattr -mod -set keep_hierarchy 1 stage_*\nproc; flatten\ntee -q -o statistics stat "
                               "-width\n");
    REQUIRE(output_of(folder, "yosys -q run.ys") == "");
    const std::regex flop(" +\\$[a-z]*dffs?[a-z]*_([0-9]+) +([0-9]+)");
    std::map<std::string, std::int64_t> flops;
    std::istringstream lines(output_of(folder, "cat statistics"));
    std::string module;
    std::smatch found;
    for (std::string line; std::getline(lines, line);) {
        if (begins(line, "=== ")) module = line.substr(4, line.rfind(" ===") - 4);
        if (std::regex_match(line, found, flop)) flops[module] += std::stoll(found[1]) * std::stoll(found[2]);
    }
    return flops;
}

std::int64_t listed_flops(const core::StageDesign& stage, const core::Design& design) {
    std::int64_t flops = 0;
    for (const core::Part& part : core::stage_parts(stage, design))
        if (part.module != "lane" && part.module != "mean") flops += part.copies * (part.one + part.words).flop_bits();
    return flops;
}

// Instances of the library in the text of a stage, with their parameters. Those of a datapath stand in loops.
std::multiset<std::string> written_instances(const std::string& text) {
    const std::regex instance("\n    (hf_[a-z_]+) #\\(([^;]*?)\n    \\) [a-z]\\w* \\(");
    std::multiset<std::string> instances;
    for (std::sregex_iterator found(text.begin(), text.end(), instance); found != std::sregex_iterator(); ++found) {
        std::string parameters = (*found)[2];
        parameters.erase(std::remove(parameters.begin(), parameters.end(), '\n'), parameters.end());
        instances.insert((*found)[1].str() + std::regex_replace(parameters, std::regex(" +"), " "));
    }
    return instances;
}

std::multiset<std::string> listed_instances(const core::StageHardware& hardware) {
    std::multiset<std::string> instances;
    for (const core::Part& part : core::parts_of(hardware)) {
        if (!begins(part.module, "hf_")) continue;  // logic that no module of the library has
        std::string text = part.module;
        for (const auto& [name, value] : rtl::parameters_of(part))
            text += (text == part.module ? " ." : ", .") + name + "(" + value + ")";
        instances.insert(text);
    }
    return instances;
}

std::string text_of(const rtl::Emission& chip, const core::StageDesign& stage) {
    for (const auto& file : chip.files)
        if (file.name == "stage_" + stage.name + ".sv") return file.text;
    return "";
}

core::Design random_resolved(std::uint64_t seed) {
    const auto random = random_design(seed);
    return core::resolve(core::build_network(random.network, random.weights), random.hardware);
}

}  // namespace

TEST_CASE("stages of random designs have the flops that they are listed with", "[rtl]") {
    int stages = 0;
    for (const std::uint64_t seed : {3, 4, 5, 8}) {
        const core::Design design = random_resolved(seed);
        auto found = written_flops(rtl::emit_chip(design));
        for (const auto& stage : design.stages) {
            if (has_own_datapath(stage)) continue;
            INFO("seed " << seed << ", stage " << stage.name);
            CHECK(found.at("stage_" + stage.name) == listed_flops(stage, design));
            ++stages;
        }
    }
    CHECK(stages > 15);
}

TEST_CASE("stages of the digits design have the flops that they are listed with", "[rtl]") {
    const auto design = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits_hardwired.yaml").design;
    auto found = written_flops(rtl::emit_chip(design));
    for (const auto& stage : design.stages) {
        if (has_own_datapath(stage)) continue;
        INFO("stage " << stage.name);
        CHECK(found.at("stage_" + stage.name) == listed_flops(stage, design));
    }
}

TEST_CASE("what is written of control, windows and output are the parts of the list, parameter by parameter", "[rtl]") {
    int parts = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const core::Design design = random_resolved(seed);
        const rtl::Emission chip = rtl::emit_chip(design);
        for (const auto& stage : design.stages) {
            INFO("seed " << seed << ", stage " << stage.name);
            const auto listed = listed_instances(core::stage_hardware(stage, design));
            const auto written = written_instances(text_of(chip, stage));
            // a datapath of its own has instances beside them
            if (has_own_datapath(stage) || std::holds_alternative<core::GlobalPool>(stage.op))
                CHECK(std::includes(written.begin(), written.end(), listed.begin(), listed.end()));
            else
                CHECK(written == listed);
            parts += static_cast<int>(listed.size());
        }
    }
    CHECK(parts > 1000);
}
