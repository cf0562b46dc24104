// SPDX-License-Identifier: Apache-2.0
// Does a run from the command line end with the right files, numbers and exit code?
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
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
    same("--images 1", 0);  // no steady state yet
    same("--images 2 --reprogram-at 0", 0);
    same("--images 3", 0);
    same("--images 30 --timing-only", 0);
    same("--images 3 --set energy.activity=full", 0);
    same("--images 4 --set 'stages.b1_add.input_depth=[2,auto]'", 1);
}

TEST_CASE("toggles are counted alike by any number of threads and processes, on each image once") {
    const Shell shell;
    const auto counted = [&](const std::string& options) {
        const std::string run = "run digits.yaml --quiet --set energy.activity=full --out a ";
        CHECK(shell.hashiflex(run + options).code == 0);
        return report(shell, "a/report.json");
    };
    const auto one = counted("--engine fast --images 7");
    CHECK(one["energy"]["activity"] == "full");
    CHECK(one["energy"]["activity_images"] == 7);
    CHECK(one["energy"]["toggles_measured"] > 0.9);  // control, pools and the NPU are not followed
    CHECK(one["stages"][0]["toggle_rates"]["full_adders"] != one["stages"][1]["toggle_rates"]["full_adders"]);
    CHECK(counted("--engine fast --images 7 -j 2") == one);
    CHECK(counted("--engine fast --images 7 -j 3") == one);
    CHECK(counted("--engine systemc --images 7 -j 2")["energy"] == one["energy"]);
    const auto refused = shell.hashiflex("run digits.yaml --timing-only --set energy.activity=full");
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("--timing-only computes no values, and energy.activity: full"));
}

TEST_CASE("a run of one image has the rates of a long one") {
    const Shell shell;
    for (const char* engine : {"systemc", "fast"}) {
        const std::string run = std::string("run digits.yaml --quiet --engine ") + engine;
        CHECK(shell.hashiflex(run + " --images 1 --out one").code == 0);
        CHECK(shell.hashiflex(run + " --images 60 --out many").code == 0);
        const auto one = report(shell, "one/report.json"), many = report(shell, "many/report.json");
        for (const char* key : {"throughput", "energy", "power", "io", "idle", "compute"}) CHECK(one[key] == many[key]);
        CHECK(one["cycles"]["per_image_exact"] == "64/1");
        CHECK(one["cycles"]["per_image_from"] == "recurrence");
        CHECK(many["cycles"]["per_image_from"] == "run");
        CHECK(one["cycles"]["total"] == one["cycles"]["first_image"]);
    }
}

TEST_CASE("a missed target is a warning, and with --strict an error") {
    const Shell shell;
    const std::string missed =
        "target_cycles_per_image: 64 is missed: the design takes 320 cycles per image, fc needs 320";
    const std::string options = " digits.yaml --set npu.rows=2 --set npu.columns=1";
    const auto run = shell.hashiflex("run --images 2" + options);
    CHECK(run.code == 0);
    CHECK_THAT(run.err, Contains("warning: " + missed));
    CHECK_THAT(run.out, Contains("target 64 MISSED"));
    CHECK(report(shell)["cycles"]["target_met"] == false);
    CHECK(shell.hashiflex("run --images 2 --strict --out s" + options).code == 1);
    CHECK(report(shell, "s/report.json")["cycles"]["target_met"] == false);
    const auto check = shell.hashiflex("check" + options);
    CHECK(check.code == 0);
    CHECK_THAT(check.err, Contains("warning: " + missed));
    CHECK_THAT(check.out, Contains("target 64 MISSED"));
    CHECK(shell.hashiflex("check --strict" + options).code == 1);
    CHECK(shell.hashiflex("check --strict digits.yaml").code == 0);
    CHECK(shell.hashiflex("run --images 1 --strict digits.yaml").code == 0);
}

TEST_CASE("check prints the rate that buffers allow, and finds deadlocks") {
    const Shell shell;
    const auto slow = shell.hashiflex("check digits.yaml --set stages.stem.fifo_depth=1");
    CHECK(slow.code == 0);
    CHECK_THAT(slow.out, Contains("limited by buffer stem.out"));
    CHECK(shell.hashiflex("run digits.yaml --images 1 --quiet --set stages.stem.fifo_depth=1").code == 0);
    const double rate = report(shell)["cycles"]["per_image"];
    CHECK(rate > 64);
    CHECK_THAT(slow.out, Contains("cycles per image         = " + std::to_string(rate).substr(0, 6)));
    const auto stuck = shell.hashiflex("check digits.yaml --set 'stages.b1_add.input_depth=[2,auto]'");
    CHECK(stuck.code == 1);
    CHECK_THAT(stuck.err, Contains("deadlock: buffer 'b1_add.in0' (depth 2) is full"));
    CHECK_THAT(stuck.out, Contains("images per second        = unknown (deadlock"));
}

TEST_CASE("an automatic clock is the maximum less the margin, rounded down") {
    const Shell shell;
    const auto clock = [&](const std::string& options) {
        CHECK(shell.hashiflex("run digits.yaml --images 1 --quiet " + options).code == 0);
        return report(shell);
    };
    const auto plain = clock("--set clock.mhz=auto");
    const double most = plain["critical_path"]["max_clock_mhz"];
    const double step = most < 10 ? 0.001 : 1;
    CHECK(plain["clock_auto"] == true);
    CHECK(plain["clock_mhz"].get<double>() <= most);
    CHECK(plain["clock_mhz"].get<double>() > most - step);
    CHECK(plain["critical_path"]["met"] == true);
    const auto careful = clock("--set clock.mhz=auto --set clock.margin_percent=20");
    CHECK(careful["clock_margin_percent"] == 20);
    CHECK(careful["clock_mhz"].get<double>() <= 0.8 * most);
    CHECK(careful["clock_mhz"].get<double>() > 0.8 * most - step);
    CHECK(clock("")["clock_auto"] == false);
    const auto above = shell.hashiflex("check digits.yaml --set clock.mhz=auto --set clock.allow_above_max=true");
    CHECK(above.code == 2);
    CHECK_THAT(above.err, Contains("clock.allow_above_max: found true; allowed: false"));
    const std::string margin = " --set clock.margin_percent=20 --set clock.mhz=";
    CHECK(shell.hashiflex("check digits.yaml" + margin + std::to_string(0.79 * most)).code == 0);
    const auto refused = shell.hashiflex("check digits.yaml" + margin + std::to_string(0.81 * most));
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("less clock.margin_percent: 20"));
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

TEST_CASE("a die larger than its limit is refused by run, check, and as a point of a sweep") {
    const Shell shell;
    const std::string tech = " --set tech=" HASHIFLEX_SOURCE_DIR "/configs/tech/asap7.yaml";
    CHECK(shell.hashiflex("run digits.yaml --quiet --images 1" + tech).code == 0);
    const auto money = report(shell)["money"];
    const double mm2 = money["die_mm2"];
    CHECK(money["reprogram_usd"] == 0);
    CHECK(money["unit_usd"].is_null());  // the technology does not know what a package costs
    const auto limit = [&](double value) { return tech + " --set die.max_mm2=" + std::to_string(value); };
    for (const std::string command : {"check digits.yaml", "run digits.yaml --quiet --images 1"}) {
        CHECK(shell.hashiflex(command + limit(1.01 * mm2)).code == 0);
        const auto refused = shell.hashiflex(command + limit(0.99 * mm2));
        CHECK(refused.code == 2);
        CHECK_THAT(refused.err, Contains("die.max_mm2: found a die of "));
    }
    shell.write("sweep.yaml", "name: dies\ndesign: digits.yaml\naxes:\n  - grid:\n      die.max_mm2: [0.001, 100]\n");
    CHECK(shell.hashiflex("sweep sweep.yaml --images 1 --out s").code == 0);
    const std::string table = shell.read("s/results.csv");
    CHECK_THAT(table, Contains("die.max_mm2: found a die of"));
    CHECK(std::count(table.begin(), table.end(), '\n') == 3);
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

TEST_CASE("several processes write the report of one") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 50 --quiet --reprogram-at 7 --out ";
    CHECK(shell.hashiflex(run + "one").code == 0);
    CHECK(report(shell, "one/report.json")["accuracy"]["correct"] > 40);
    CHECK(shell.hashiflex(run + "three -j 3").code == 0);
    CHECK(shell.read("three/report.json") == shell.read("one/report.json"));
    CHECK(shell.hashiflex(run + "many --jobs 60").code == 0);  // more than images
    CHECK(shell.read("many/report.json") == shell.read("one/report.json"));
}

TEST_CASE("Ctrl-C ends several processes with one partial report of all images that are done") {
    const Shell shell;
    const auto outcome =
        shell.hashiflex("run digits.yaml --images 9000000 -j 3 --quiet", "timeout --preserve-status -s INT 1");
    CHECK(outcome.code == 130);
    const auto json = report(shell);
    CHECK(json["partial"] == true);
    CHECK(json["images"] > 0);
    CHECK(json["accuracy"]["total"] == json["images"]);
    CHECK(json["accuracy"]["top1"] > 0.9);  // images without values would count as wrong
}

TEST_CASE("timing only: the same cycles, no accuracy, and why") {
    const Shell shell;
    CHECK(shell.hashiflex("run digits.yaml --images 50 --quiet --out values").code == 0);
    const auto outcome = shell.hashiflex("run digits.yaml --images 50 --timing-only --out time");
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("timing only"));
    const auto values = report(shell, "values/report.json");
    const auto time = report(shell, "time/report.json");
    for (const char* key : {"cycles", "stages", "buffers", "source", "sink", "images", "throughput", "energy"})
        CHECK(time[key] == values[key]);
    CHECK(time["accuracy"]["top1"].is_null());
    CHECK(time["reasons"]["accuracy.top1"] == "timing only: no values were computed");
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
    CHECK(shown == 10);
}
