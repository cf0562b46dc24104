// SPDX-License-Identifier: Apache-2.0
// Does a design file become the hardware that it says, with its overrides, and are its mistakes explained?
#include "sim/config/design_file.h"

#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// A tree as in the repository: designs/, tech/, and the network elsewhere.
struct Files {
    TempDir folder;
    std::string path;

    explicit Files(const std::string& design) {
        folder.write("network.yaml", "");
        folder.write("designs/tech.yaml", "");
        folder.write("designs/network.yaml", "");
        folder.write("tech/asap7.yaml", "");
        path = folder.write("designs/d.yaml", design).string();
    }
    std::string error(const std::vector<std::string>& sets = {}) const {
        return error_of([&] { load_design(path, sets); });
    }
};

// What follows the path of the file.
std::string design_error(const std::string& from, const std::string& to) {
    const Files files(with(design_text(), from, to));
    const std::string message = files.error();
    return message.rfind(files.path, 0) == 0 ? message.substr(files.path.size()) : message;
}

}  // namespace

TEST_CASE("a design file is read field by field") {
    const Files files(design_text());
    const DesignFile file = load_design(files.path);
    CHECK(file.name == "sample");
    CHECK(file.path == files.path);
    CHECK(file.network == files.folder / "designs/network.yaml");
    CHECK(file.tech == files.folder / "designs/tech.yaml");
    const core::HardwareSpec& hardware = file.hardware;
    CHECK(hardware.clock.mhz == 800.0);
    CHECK(hardware.clock.allow_above_max);
    CHECK(hardware.clock.margin_percent == 2.5);
    CHECK(hardware.target_cycles_per_image == 16);
    CHECK(hardware.adder_levels_per_stage == 3);
    CHECK(hardware.storage == core::StorageChoice::latches);
    CHECK(hardware.clock_gating);
    CHECK(hardware.input.lanes == 2);
    CHECK(hardware.classifier == core::ClassifierSite::npu);
    CHECK(hardware.npu->rows == 8);
    CHECK(hardware.npu->columns == 5);
    CHECK(hardware.npu->accumulator == core::Accumulator::ripple);
    CHECK(hardware.npu->write_port_bytes == 8);
    CHECK(hardware.npu->fifo_depth == 7);
    CHECK(hardware.toggle_rate == 0.25);
    const core::StageSpec& stem = hardware.stages.at("stem");
    CHECK(stem.lanes == 2);
    CHECK(stem.input_depth == std::vector<std::optional<int>>{std::nullopt, 12});
    CHECK(stem.fifo_depth == 4);
    CHECK(stem.adder_levels_per_stage == 1);
    CHECK(stem.storage == core::StorageChoice::flops);
}

TEST_CASE("auto and keys that are left out mean the same") {
    const std::string start = "name: d\nnetwork: network.yaml\ntech: asap7\nclock: {mhz: 1e3}\n";
    const Files short_files(start);
    const Files long_files(start +
                           "input: {lanes: auto}\ntarget_cycles_per_image: auto\nstages: {a: {lanes: auto, "
                           "fifo_depth: auto}}\nnpu: {rows: 1, columns: 1, fifo_depth: auto}\n");
    const auto short_file = load_design(short_files.path);
    const auto long_file = load_design(long_files.path);
    CHECK(short_file.hardware.clock.mhz == 1000.0);
    CHECK_FALSE(short_file.hardware.npu);
    CHECK(short_file.hardware.toggle_rate == core::HardwareSpec{}.toggle_rate);
    CHECK_FALSE(long_file.hardware.input.lanes);
    CHECK_FALSE(long_file.hardware.target_cycles_per_image);
    CHECK_FALSE(long_file.hardware.stages.at("a").lanes);
    CHECK_FALSE(long_file.hardware.npu->fifo_depth);
    CHECK(long_file.hardware.npu->write_port_bytes == core::NpuSpec{}.write_port_bytes);
}

TEST_CASE("a technology is a name in ../tech, or a path") {
    const Files by_name(with(design_text(), "tech: tech.yaml", "tech: asap7"));
    CHECK(load_design(by_name.path).tech == by_name.folder / "tech/asap7.yaml");
    const Files by_path(with(design_text(), "tech: tech.yaml", "tech: ../tech/asap7.yaml"));
    CHECK(load_design(by_path.path).tech == by_path.folder / "tech/asap7.yaml");
    const Files unknown(with(design_text(), "tech: tech.yaml", "tech: asap77"));
    CHECK(unknown.error() == unknown.path + ":3: tech: found asap77; allowed: asap7, or a path; there is no " +
                                 (unknown.folder / "tech/asap77.yaml").string() + "; did you mean 'asap7'?");
    const Files missing(with(design_text(), "tech: tech.yaml", "tech: no/such.yaml"));
    CHECK(missing.error() == missing.path + ":3: tech: found no/such.yaml; allowed: a file that exists; there is no " +
                                 (missing.folder / "designs/no/such.yaml").string());
}

TEST_CASE("overrides take part like the file") {
    const Files files(design_text());
    const DesignFile file = load_design(files.path, {"clock.mhz=900", "stages.dw.lanes=4", "npu={rows: 2, columns: 3}",
                                                     "stages.stem.input_depth[1]=auto", "clock.mhz=901"});
    CHECK(file.hardware.clock.mhz == 901.0);
    CHECK(file.hardware.stages.at("dw").lanes == 4);
    CHECK(file.hardware.stages.at("stem").lanes == 2);
    CHECK(file.hardware.stages.at("stem").input_depth == std::vector<std::optional<int>>(2));
    CHECK(file.hardware.npu->columns == 3);
    CHECK(file.hardware.npu->accumulator == core::Accumulator::carry_save);

    CHECK(files.error({"clock.mhz=fast"}) ==
          "--set clock.mhz: clock.mhz: found fast; allowed: auto, or a number above 0, up to 100000");
    CHECK(
        files.error({"clok.mhz=1"}) ==
        "--set clok.mhz: clok: found unknown key 'clok'; allowed: name, network, weights, tech, clock, "
        "target_cycles_per_image, "
        "adder_levels_per_stage, clock_gating, storage, input, classifier, npu, activity, energy, die, stages; did you "
        "mean 'clock'?");
    CHECK(files.error({"classifier=hardwired", "npu=null"}) == "no error");
}

TEST_CASE("mistakes in a design file are explained") {
    CHECK(design_error("mhz: 800", "mhz: 0") ==
          ":4: clock.mhz: found 0; allowed: auto, or a number above 0, up to 100000");
    CHECK(design_error("mhz: 800", "MHz: 800") ==
          ":4: clock.MHz: found unknown key 'MHz'; allowed: mhz, allow_above_max, margin_percent; did you mean 'mhz'?");
    CHECK(design_error("clock: {mhz: 800, allow_above_max: true, margin_percent: 2.5}\n", "") ==
          ":1: clock: found no such key; allowed: a map");
    CHECK(design_error("accumulator: ripple", "accumulator: carrysave") ==
          ":9: npu.accumulator: found carrysave; allowed: ripple, carry_save; did you mean 'carry_save'?");
    CHECK(design_error("[auto, 12]", "[auto, 0]") ==
          ":12: stages.stem.input_depth[1]: found 0; allowed: auto, or an integer from 1 to 16777216");
    CHECK(design_error("lanes: 2, input", "lane: 2, input") ==
          ":12: stages.stem.lane: found unknown key 'lane'; allowed: lanes, input_depth, fifo_depth, "
          "adder_levels_per_stage, storage; "
          "did you mean 'lanes'?");
    CHECK(design_error("toggle_rate: 0.25", "toggle_rate: 1.5") ==
          ":10: activity.toggle_rate: found 1.5; allowed: auto, or a number from 0 to 1");
    CHECK(design_error("energy: {activity: default}", "energy: {activity: full}") ==
          ":10: activity.toggle_rate: found a key that has no effect: toggles are counted; allowed: no such key, or "
          "energy.activity: default");
    CHECK_THAT(design_error("network: network.yaml", "network: other.yaml"),
               Catch::StartsWith(":2: network: found other.yaml; allowed: a file that exists; there is no "));
}

TEST_CASE("the NPU is described if, and only if, there is one") {
    CHECK(design_error("classifier: npu", "classifier: hardwired") ==
          ":9: npu: found a key that has no effect: the classifier is hardwired; allowed: no npu (--set "
          "npu=null removes "
          "it), or classifier: npu");
    const Files files(design_text());
    CHECK(files.error({"npu=null"}) == files.path + ":8: npu: found no such key, but classifier: npu; allowed: a map");
}
