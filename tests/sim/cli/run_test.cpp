// SPDX-License-Identifier: Apache-2.0
// Does a run from the command line end with the right files, numbers and exit code?
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>

using Catch::Matchers::Contains;
using hashiflex::test::Shell;

namespace {

nlohmann::json report(const Shell& shell, const std::string& file = "report.json") {
    return nlohmann::json::parse(shell.read(file));
}

}  // namespace

TEST_CASE("a run prints a table and writes report.json") {
    const Shell shell;
    const auto outcome = shell.hashiflex("run digits.yaml --images 20 --out a/b");
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("run of digits_64") && Contains("cycles per image     = 64.000"));
    const auto json = report(shell, "a/b/report.json");
    CHECK(json["images"] == 20);
    CHECK(json["partial"] == false);
    CHECK(json["cycles"]["per_image_exact"] == "64/1");
    CHECK(json["throughput"]["images_per_s"] == 15625);
    CHECK(json["accuracy"]["total"] == 20);
    const std::string text = shell.read("a/b/report.json");
    CHECK(text.find(HASHIFLEX_SOURCE_DIR) == std::string::npos);  // no path of a machine
}

TEST_CASE("equal runs write equal bytes") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 6 --quiet --trace t.vcd --out ";
    CHECK(shell.hashiflex(run + "a").code == 0);
    const std::string trace = shell.read("t.vcd");
    const auto again = shell.hashiflex(run + "b");
    CHECK(again.out.empty());
    CHECK(again.err.empty());
    CHECK(shell.read("a/report.json") == shell.read("b/report.json"));
    CHECK(trace.size() > 1000);
    CHECK(shell.read("t.vcd") == trace);
}

TEST_CASE("both engines write the same report but for their name") {
    const Shell shell;
    const auto same = [&](const std::string& options, int code) {
        INFO(options);
        const std::string run = "run digits.yaml --quiet " + options + " --engine ";
        CHECK(shell.hashiflex(run + "systemc --out a").code == code);
        CHECK(shell.hashiflex(run + "fast --out b").code == code);
        auto systemc = report(shell, "a/report.json"), fast = report(shell, "b/report.json");
        CHECK(fast["engine"] == "fast");
        fast["engine"] = systemc["engine"];
        CHECK(fast == systemc);
    };
    same("--images 30 --reprogram-at 3", 0);
    same("--images 3", 0);  // no steady state yet
    same("--images 30 --timing-only", 0);
    same("--images 4 --set 'stages.b1_add.input_depth=[2,auto]'", 1);
}

TEST_CASE("without --images the test set is used once") {
    const Shell shell;
    CHECK(shell.hashiflex("run digits.yaml --quiet").code == 0);
    const auto json = report(shell);
    CHECK(json["images"] == 359);
    CHECK(json["accuracy"]["correct"] == 354);  // workloads/digits/README.md
}

TEST_CASE("a clock above the maximum is marked if the design allows it") {
    const Shell shell;
    const auto outcome = shell.hashiflex(
        "run digits.yaml --quiet --images 4 --set clock.mhz=1e4 --set clock.allow_above_max=true --set "
        "tech=" HASHIFLEX_SOURCE_DIR "/configs/tech/asap7.yaml");
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.err, Contains("not met"));
    CHECK(report(shell)["critical_path"]["met"] == false);
}

TEST_CASE("a deadlock ends with 1, names the buffer, and leaves a partial report") {
    const Shell shell;
    const auto outcome = shell.hashiflex("run digits.yaml --images 4 --set 'stages.b1_add.input_depth=[2,auto]'");
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.err, Contains("b1_add.in0"));
    CHECK(report(shell)["partial"] == true);
    CHECK_THAT(report(shell)["deadlock"].get<std::string>(), Contains("b1_add.in0"));
}

TEST_CASE("Ctrl-C ends with 130, a partial report and a complete trace") {
    const Shell shell;
    // --preserve-status: the exit code of the program, not of timeout.
    const auto outcome = shell.hashiflex("run digits.yaml --images 100000000 --trace t.vcd --trace-window 0:500",
                                         "timeout --preserve-status -s INT 3");
    CHECK(outcome.code == 130);
    CHECK_THAT(outcome.err,
               Contains("images, ") && Contains("interrupted"));  // it took long enough for a progress line
    const auto json = report(shell);
    CHECK(json["partial"] == true);
    CHECK(json["images"] < json["images_requested"]);
    CHECK(json["cycles"]["per_image"] == 64.0);
    CHECK_THAT(shell.read("t.vcd"), Contains("$enddefinitions"));
}

TEST_CASE("reprogramming is reported; without an NPU it is refused") {
    const Shell shell;
    CHECK(shell.hashiflex("run digits.yaml --quiet --images 20 --reprogram-at 3").code == 0);
    CHECK(report(shell)["reprogram"]["status"] == "done");
    CHECK(shell.hashiflex("run digits.yaml --quiet --images 20 --reprogram-at 50").code == 0);
    CHECK(report(shell)["reprogram"]["status"] == "not reached");
    std::string text = shell.read("digits.yaml");
    text.erase(text.find("npu:"));
    shell.write("hardwired.yaml", text + "classifier: hardwired\n");
    const auto refused = shell.hashiflex("run hardwired.yaml --reprogram-at 3");
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("no NPU"));
}

TEST_CASE("check prints the bill of hardware and simulates nothing") {
    const Shell shell;
    const auto outcome = shell.hashiflex("check digits.yaml");
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("b1_expand") && Contains("total area") && Contains("maximum clock"));
    CHECK_FALSE(shell.exists("report.json"));
}

TEST_CASE("the README shows what the default run prints") {
    const Shell shell;
    const std::string source = HASHIFLEX_SOURCE_DIR;
    const auto outcome = shell.hashiflex("run '" + source + "/configs/designs/digits.yaml'");
    REQUIRE(outcome.code == 0);
    std::ifstream readme(source + "/README.md");
    int shown = 0;
    for (std::string line; std::getline(readme, line);) {
        const bool quoted =
            line.rfind("    ", 0) == 0 && (line.find(" = ") != line.npos || line.find(" ~ ") != line.npos);
        if (!quoted) continue;
        CHECK_THAT(outcome.out, Contains(line.substr(4)));
        ++shown;
    }
    CHECK(shown == 9);
}
