// SPDX-License-Identifier: Apache-2.0
// Does `hashiflex prove` prove the digits chips, notice a fault in the RTL, and survive missing tools and Ctrl-C?
#include "tests/sim/cli/shell.h"
#include "tests/sim/prove/needs_verilator.h"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <string>

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using namespace hashiflex;
using hashiflex::test::has_verilator;
using hashiflex::test::Shell;

namespace {

const std::string kDesigns = HASHIFLEX_SOURCE_DIR "/configs/designs/";
const std::string kSharedCache = "env XDG_CACHE_HOME=" HASHIFLEX_TEST_CACHE;

// A small chip with everything: residual, pools, NPU.
const char* const kNetwork =
    "name: small\ninput: {height: 4, width: 4, channels: 1, offset: 3, frac: 4}\n"
    "weights: {synthetic: {seed: 3}}\nlayers:\n"
    "  - {name: stem, kind: conv, kernel: 3, padding: same_upper, channels: 2, activation: relu,"
    " output: {bits: 6, signed: false, frac: 2}}\n"
    "  - {name: mix, kind: conv, kernel: 1, channels: 2, output: {bits: 6, signed: true, frac: 2}}\n"
    "  - {name: sum, kind: add, inputs: [stem, mix], output: {bits: 6, signed: true, frac: 2}}\n"
    "  - {name: pool, kind: global_avg_pool}\n"
    "  - {name: fc, kind: classifier, classes: 3}\n";

class SmallChip : public Shell {
 public:
    SmallChip() {
        write("network.yaml", kNetwork);
        write("small.yaml", "name: small\nnetwork: network.yaml\ntech: " HASHIFLEX_SOURCE_DIR
                            "/configs/tech/unit.yaml\nclock: {mhz: 1}\nnpu: {rows: 1, columns: 2}\n");
        make_folder("tools");
        make_folder("cache");
        make_folder("tmp");
    }
    void make_folder(const std::string& name) const { std::filesystem::create_directories(path() / name); }
    // A program that stands before the real one in the search path.
    void tool(const std::string& name, const std::string& script) const {
        write("tools/" + name, "#!/bin/bash\n" + script);
        std::filesystem::permissions(path() / "tools" / name, std::filesystem::perms::owner_all);
    }
    std::string with_tools(const std::string& before = "") const {
        return before + " env XDG_CACHE_HOME='" + path("cache").string() + "' TMPDIR='" + path("tmp").string() +
               "' PATH='" + path("tools").string() + "':\"$PATH\"";
    }
    std::string in_cache() const {
        std::string names;
        const auto folder = path() / "cache" / "hashiflex" / "rtl";
        if (!std::filesystem::exists(folder)) return names;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            names += entry.path().filename().string() + " ";
        return names;
    }
    bool leaves_nothing_in_tmp() const { return std::filesystem::is_empty(path("tmp")); }
};

}  // namespace

TEST_CASE("the digits chip with NPU is proven, reprogrammed on the way and with stalls", "[prove]") {
    if (!has_verilator()) return;
    const Shell shell;
    for (const char* stimulus : {"--images 30", "--images 60 --stalls 11 --reprogram-at 3"}) {
        const auto outcome = shell.hashiflex("prove " + kDesigns + "digits.yaml " + stimulus, kSharedCache);
        INFO(outcome.out << outcome.err);
        CHECK(outcome.code == 0);
        CHECK_THAT(outcome.out, EndsWith(" transfers compared on 19 streams, 0 mismatches\n"));
        CHECK(outcome.err.empty());  // the new weights were used
    }
}

TEST_CASE("Verilator's own library is compiled once for all designs", "[prove]") {
    if (!has_verilator()) return;
    const SmallChip chip;
    chip.tool("g++", "[[ \"$*\" != *verilated.cpp* ]] || echo library >>'" + (chip.path() / "compiled").string() +
                         "'\nPATH=${PATH#*:} exec g++ \"$@\"\n");
    for (const char* stage : {"stem", "mix", "pool"}) {
        const auto outcome = chip.hashiflex("prove small.yaml --stage " + std::string(stage), chip.with_tools());
        INFO(outcome.out << outcome.err);
        CHECK(outcome.code == 0);
    }
    CHECK(chip.read("compiled") == "library\n");
}

TEST_CASE("the digits chip without NPU is proven, with and without stalls", "[prove]") {
    if (!has_verilator()) return;
    const Shell shell;
    for (const char* stimulus : {"--images 30", "--images 30 --stalls 12"}) {
        const auto outcome = shell.hashiflex("prove " + kDesigns + "digits_hardwired.yaml " + stimulus, kSharedCache);
        INFO(outcome.out << outcome.err);
        CHECK(outcome.code == 0);
        CHECK_THAT(outcome.out, EndsWith(" transfers compared on 19 streams, 0 mismatches\n"));
    }
}

TEST_CASE("stages of the digits chip are proven alone, fed as in the chip", "[prove]") {
    if (!has_verilator()) return;
    const Shell shell;
    // Two consumers; two inputs; a global pool; the NPU with its bus.
    for (const char* stage : {"b2_project", "b1_add", "pool", "fc"}) {
        const auto outcome = shell.hashiflex(
            "prove " + kDesigns + "digits.yaml --images 40 --stalls 5 --reprogram-at 2 --stage " + stage, kSharedCache);
        INFO(stage << ": " << outcome.out << outcome.err);
        CHECK(outcome.code == 0);
        CHECK_THAT(outcome.out, Contains(", 0 mismatches\n"));
    }
}

TEST_CASE("channels of a stage are proven alone, and a fault in one of them is found", "[prove]") {
    if (!has_verilator()) return;
    const SmallChip shell;
    for (const char* channels : {"--channels 0:0", "--channels 1:1", "--channels 0:1"}) {
        const auto outcome =
            shell.hashiflex("prove small.yaml --images 4 --stage stem " + std::string(channels), kSharedCache);
        INFO(outcome.out << outcome.err);
        CHECK(outcome.code == 0);
        CHECK_THAT(outcome.out, Contains("small, stage stem, channels ") && Contains(", 0 mismatches\n"));
    }
    shell.tool("verilator",
               "[ -f lane_stem.sv ] && sed -i \"s/ acc1 = / acc1 = 17'sd1024 + /\" lane_stem.sv\n"
               "exec /usr/bin/verilator \"$@\"\n");
    const auto outcome = shell.hashiflex("prove small.yaml --images 4 --stage stem --channels 1:1", shell.with_tools());
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.out, Contains("channel 1"));
}

TEST_CASE("a fault in the RTL is found: stream, cycle, context and waveforms", "[prove]") {
    if (!has_verilator()) return;
    const SmallChip shell;
    CHECK(shell.hashiflex("prove small.yaml --images 4 --stalls 1", kSharedCache).code == 0);
    // The lowest bit of every pixel comes in inverted.
    shell.tool("verilator",
               "[ -f chip.sv ] && sed -i \"s/pixels_data\\[i\\*8+:8\\]/& ^ 8'd1/\" chip.sv\n"
               "exec /usr/bin/verilator \"$@\"\n");
    const auto outcome = shell.hashiflex("prove small.yaml --images 4 --out found", shell.with_tools());
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.out, Contains(", 1 mismatch\n") && Contains("first difference: stream stem.in at cycle 0, ") &&
                                Contains("image 0, row 0, beat 0 of the row") && Contains("lane 0, channel 0") &&
                                Contains("  simulator ") && Contains("  RTL "));
    CHECK_THAT(shell.read("found/mismatch_systemc.vcd"), Contains("$enddefinitions"));
    CHECK_THAT(shell.read("found/mismatch_rtl.vcd"), Contains("$enddefinitions"));
}

TEST_CASE("a missing tool is named with its package, before any work", "[prove]") {
    const Shell shell;
    const auto outcome = shell.hashiflex("prove digits.yaml", "env PATH=/nonexistent");
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Contains("verilator is not installed") && Contains("apt-get install verilator g++ make"));
}

TEST_CASE("an interrupted build leaves nothing that is trusted, and no process", "[prove]") {
    if (!has_verilator()) return;
    const SmallChip shell;
    shell.tool("make", "echo nonsense > obj/Vtb; chmod +x obj/Vtb; echo $$ > '" + (shell.path() / "make.pid").string() +
                           "'; exec sleep 120\n");
    const auto process_of_make = [&] { return std::stoi(shell.read("make.pid")); };
    for (const std::string signal : {"INT", "TERM", "KILL"}) {
        INFO(signal);
        const auto outcome = shell.hashiflex("prove small.yaml --images 2",
                                             shell.with_tools("timeout --preserve-status -s " + signal + " 5"));
        if (signal == "KILL") {
            CHECK(outcome.code == 137);
            continue;
        }
        CHECK(outcome.code == 130);
        CHECK_THAT(outcome.err, Contains("interrupted"));
        CHECK(shell.in_cache().empty());
        CHECK(shell.leaves_nothing_in_tmp());
        CHECK(::kill(process_of_make(), 0) != 0);
    }
    CHECK_FALSE(shell.in_cache().empty());  // what the killed one left
    CHECK_FALSE(shell.leaves_nothing_in_tmp());
    std::filesystem::remove(shell.path() / "tools" / "make");
    const auto outcome = shell.hashiflex("prove small.yaml --images 2", shell.with_tools());
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains(", 0 mismatches\n"));
    CHECK(shell.in_cache().find("hashiflex_") == std::string::npos);  // swept up
    CHECK(shell.leaves_nothing_in_tmp());
}

TEST_CASE("a cache or a temporary folder that cannot be written is no mismatch", "[prove]") {
    if (!has_verilator()) return;
    const SmallChip shell;
    const std::string file = shell.path("small.yaml").string();
    // Nobody makes a folder there, root neither.
    for (const std::string& environment :
         {"XDG_CACHE_HOME=" + file, std::string("XDG_CACHE_HOME=/proc"), "-u XDG_CACHE_HOME HOME=" + file,
          std::string("-u XDG_CACHE_HOME -u HOME"), "TMPDIR=" + file, std::string("TMPDIR=/proc")}) {
        INFO(environment);
        const auto outcome = shell.hashiflex("prove small.yaml --images 2", "env " + environment);
        INFO(outcome.err);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains("cannot make a folder in ") || Contains("the cache has no place") ||
                                    Contains("temp_directory_path"));
    }
}

TEST_CASE("what a tool says when it fails is shown", "[prove]") {
    if (!has_verilator()) return;
    const SmallChip shell;
    shell.tool("make", "echo there is no space left; exit 3\n");
    const auto outcome = shell.hashiflex("prove small.yaml --images 2", shell.with_tools());
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Contains("make ended with 3") && Contains("no space left"));
    CHECK(shell.in_cache().empty());
}

TEST_CASE("options of prove are judged", "[prove]") {
    if (!has_verilator()) return;
    const Shell shell;
    const auto stage = shell.hashiflex("prove digits.yaml --stage b1_ad");
    CHECK(stage.code == 2);
    CHECK_THAT(stage.err, Contains("did you mean 'b1_add'?"));
    const auto reprogram = shell.hashiflex("prove " + kDesigns + "digits_hardwired.yaml --reprogram-at 1");
    CHECK(reprogram.code == 2);
    CHECK_THAT(reprogram.err, Contains("no NPU"));
    CHECK(shell.hashiflex("prove digits.yaml --stalls x").code == 2);
    CHECK_THAT(shell.hashiflex("prove digits.yaml --channels 0:1").err, Contains("--channels needs --stage"));
    const auto channels = shell.hashiflex("prove digits.yaml --stage stem --channels 3:99");
    CHECK(channels.code == 2);
    CHECK_THAT(channels.err, Contains("stage 'stem' has channels 0 to 15, found channel 99"));
    const auto add = shell.hashiflex("prove digits.yaml --stage b1_add --channels 0:1");
    CHECK(add.code == 2);
    CHECK_THAT(add.err, Contains("'b1_add' is no convolution"));
    CHECK(shell.hashiflex("prove --help").code == 0);
}

TEST_CASE("new weights that no image used are pointed out", "[prove]") {
    if (!has_verilator()) return;
    const SmallChip shell;
    const auto outcome = shell.hashiflex("prove small.yaml --images 2 --reprogram-at 1", kSharedCache);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.err, Contains("no image used the new weights"));
}
