// SPDX-License-Identifier: Apache-2.0
// Does `hashiflex rtl` write a whole folder whose test bench passes, and touch nothing that is not its own?
#include "tests/sim/cli/shell.h"
#include "tests/sim/prove/needs_verilator.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using Catch::Matchers::Contains;
using namespace hashiflex;
using hashiflex::test::Shell;

namespace {

int icarus(const std::filesystem::path& folder) {
    return std::system(("cd '" + folder.string() +
                        "' && iverilog -g2012 -s tb -o tb.vvp -c files.f > said.txt 2>&1 && vvp tb.vvp +dir=vectors "
                        ">> said.txt 2>&1")
                           .c_str());
}

}  // namespace

TEST_CASE("the folder holds sources, list, vectors and manifest, and Icarus passes the test bench", "[prove]") {
    const Shell shell;
    const auto outcome = shell.hashiflex("rtl digits.yaml --stage b1_add --images 2 --stalls 3 --out rtl");
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 0);
    for (const char* file : {"rtl/files.f", "rtl/tb.sv", "rtl/hashiflex_rtl.txt", "rtl/vectors/expected.log",
                             "rtl/vectors/in0.hex", "rtl/vectors/in1_open.hex", "rtl/vectors/sink_ready.hex"})
        CHECK(shell.exists(file));
    CHECK_THAT(shell.read("rtl/hashiflex_rtl.txt"), Contains("digits_64, stage b1_add: 2 images"));
    if (!process::find_program("iverilog")) {
        WARN("skipped: iverilog is not installed");
        return;
    }
    CHECK(icarus(shell.path() / "rtl") == 0);
    CHECK_THAT(shell.read("rtl/said.txt"), Contains("PASS: ") && Contains(" 0 mismatches"));
    // The vectors decide: another expectation fails.
    std::string log = shell.read("rtl/vectors/expected.log");
    log[log.size() - 2] = log[log.size() - 2] == '0' ? '1' : '0';
    shell.write("rtl/vectors/expected.log", log);
    icarus(shell.path() / "rtl");
    CHECK_THAT(shell.read("rtl/said.txt"), Contains("FAIL: "));
}

TEST_CASE("a folder is replaced if it is ours, and left alone if anything in it is not", "[prove]") {
    const Shell shell;
    const std::string rtl = "rtl digits.yaml --images 1 --out rtl --stage ";
    CHECK(shell.hashiflex(rtl + "stem").code == 0);
    CHECK(shell.exists("rtl/stage_stem.sv"));
    CHECK(shell.hashiflex(rtl + "head").code == 0);
    CHECK(shell.exists("rtl/stage_head.sv"));
    CHECK_FALSE(shell.exists("rtl/stage_stem.sv"));

    shell.write("rtl/vectors/mine.txt", "precious");
    const auto refused = shell.hashiflex(rtl + "stem");
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("holds 'vectors/mine.txt'"));
    CHECK(shell.read("rtl/vectors/mine.txt") == "precious");
    CHECK(shell.exists("rtl/stage_head.sv"));

    std::filesystem::create_directories(shell.path() / "empty");
    CHECK(shell.hashiflex("rtl digits.yaml --images 1 --stage stem --out empty/").code == 0);
    CHECK(shell.exists("empty/files.f"));
    CHECK(shell.hashiflex("rtl digits.yaml --out digits.yaml").code == 2);
    const auto here = shell.hashiflex("rtl digits.yaml --out .");
    CHECK(here.code == 2);
    CHECK_THAT(here.err, Contains("is the current folder"));
    CHECK(shell.hashiflex("rtl digits.yaml").code == 2);
    CHECK(shell.hashiflex("rtl --help").code == 0);
    // Nothing is left beside the folders.
    for (const auto& entry : std::filesystem::directory_iterator(shell.path()))
        CHECK(entry.path().filename().string().find("hashiflex_") == std::string::npos);
}

TEST_CASE("a folder that cannot be made is refused with the reason", "[prove]") {
    const Shell shell;
    for (const auto& [folder, reason] : {std::pair("digits.yaml/rtl", "Not a directory"),
                                         // nobody writes into these, root neither
                                         std::pair("/proc/rtl", "No such file or directory")}) {
        INFO(folder);
        const auto outcome = shell.hashiflex(std::string("rtl digits.yaml --images 1 --stage stem --out ") + folder);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains("cannot make a folder in ") && Contains(reason));
    }
}

TEST_CASE("what a killed call has left beside the folder goes with the next one, and what looks alike stays",
          "[prove]") {
    const Shell shell;
    const std::string run = "rtl digits.yaml --stage stem --out rtl --images ";
    const auto left = [&] {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(shell.path()))
            if (entry.path().filename().string().rfind("hashiflex_", 0) == 0) names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    };
    std::filesystem::create_directories(shell.path("hashiflex_design"));
    shell.write("hashiflex_design/lock", "precious");
    shell.write("hashiflex_abcdef", "a file");
    const std::string kill =
        "cd '" + shell.path().string() + "' && { '" HASHIFLEX_BINARY "' " + run +
        "1000000 2> err.txt & } && until ls -d hashiflex_*/new/vectors > seen.txt 2> err.txt; do sleep 0.02; done; "
        "kill -9 $!";
    REQUIRE(std::system(kill.c_str()) == 0);
    REQUIRE(left().size() == 3);
    CHECK(shell.hashiflex(run + "1").code == 0);
    CHECK(left() == std::vector<std::string>{"hashiflex_abcdef", "hashiflex_design"});
    CHECK(shell.read("hashiflex_design/lock") == "precious");
}

TEST_CASE("equal calls write equal bytes", "[prove]") {
    const Shell shell;
    for (const char* folder : {"a", "b"})
        CHECK(shell.hashiflex(std::string("rtl digits.yaml --images 3 --stalls 4 --reprogram-at 0 --out ") + folder)
                  .code == 0);
    CHECK(std::system(("cd '" + shell.path().string() + "' && diff -r a b").c_str()) == 0);
}
