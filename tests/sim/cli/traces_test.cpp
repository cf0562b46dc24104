// SPDX-License-Identifier: Apache-2.0
// Does a user get traces that open, whatever happens to the run, and a word where they end early?
#include "tests/sim/cli/shell.h"
#include "tests/sim/trace/vcd_reader.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>

using Catch::Matchers::Contains;
using hashiflex::test::Shell;

namespace {

namespace fs = std::filesystem;

bool skipped() {
    if (std::system("command -v vcd2fst > /dev/null && command -v fst2vcd > /dev/null") == 0) return false;
    WARN("skipped: vcd2fst (package gtkwave) is not installed");
    return true;
}

// The FST file as VCD text without the head that names the converter.
std::string fst_as_vcd(const Shell& shell, const std::string& file) {
    const std::string command =
        "cd '" + shell.path().string() + "' && fst2vcd -f '" + file + "' -o back.vcd 2> /dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    std::string text = shell.read("back.vcd");
    text.erase(0, text.find("$timescale"));
    return text;
}

// Files that a run leaves beside its outputs and its input.
std::vector<std::string> others_than(const Shell& shell, std::vector<std::string> known) {
    known.insert(known.end(), {"digits.yaml", "out.txt", "err.txt"});
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(shell.path())) {
        const std::string name = entry.path().filename().string();
        if (std::find(known.begin(), known.end(), name) == known.end()) found.push_back(name);
    }
    return found;
}

// A program of this name at the front of the search path.
std::string with_tool(const Shell& shell, const std::string& name, const std::string& script) {
    fs::create_directories(shell.path("tools"));
    shell.write("tools/" + name, "#!/bin/sh\n" + script);
    fs::permissions(shell.path("tools/" + name), fs::perms::owner_all);
    return "env PATH='" + shell.path("tools").string() + "':\"$PATH\"";
}

}  // namespace

TEST_CASE("an FST file has a view beside it, and nothing else is left") {
    if (skipped()) return;
    const Shell shell;
    const auto outcome =
        shell.hashiflex("run digits.yaml --images 3 --quiet --trace 'my \"trace\".fst' --trace-window 100:150");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    const auto vcd = hashiflex::test::read_vcd(fst_as_vcd(shell, "my \"trace\".fst"));
    // 1 MHz: a cycle is a microsecond.
    CHECK(vcd.stamps.front() == 100'000'000);
    const std::string view = shell.read("my \"trace\".gtkw");
    CHECK_THAT(view, Contains("[dumpfile] \"my \\\"trace\\\".fst\"\n") && Contains("[timestart] 100000000\n") &&
                         Contains("^1 ./my \"trace\".states\n"));
    CHECK(shell.read("my \"trace\".states") == "0 ?DarkGreen?busy\n1 ?DarkOrange3?starved\n2 ?red3?blocked\n");
    CHECK(
        others_than(shell, {"my \"trace\".fst", "my \"trace\".gtkw", "my \"trace\".states", "report.json", "back.vcd"})
            .empty());
}

TEST_CASE("a view that GTKWave has saved stays, one of ours is renewed") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 1 --quiet --trace t.vcd";
    CHECK(shell.hashiflex(run + " --trace-window 5:9").code == 0);
    const std::string first = shell.read("t.gtkw");
    CHECK(shell.hashiflex(run).err.empty());
    CHECK(shell.read("t.gtkw") != first);
    const std::string saved = "[*]\n[*] GTKWave Analyzer v3.3.118 (w)1999-2023 BSI\n[*]\n";
    shell.write("t.gtkw", saved);
    const auto outcome = shell.hashiflex(run);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.err, Contains("saved by GTKWave"));
    CHECK(shell.read("t.gtkw") == saved);
}

TEST_CASE("Ctrl-C at a terminal leaves an FST file that is read, up to where the run ended") {
    if (skipped()) return;
    const Shell shell;
    // timeout signals its whole process group, as a terminal does.
    const auto outcome = shell.hashiflex("run digits.yaml --images 100000000 --trace t.fst --trace-stages stem",
                                         "timeout --preserve-status -s INT 2");
    CHECK(outcome.code == 130);
    const std::uint64_t cycles = nlohmann::json::parse(shell.read("report.json"))["cycles"]["total"];
    const auto vcd = hashiflex::test::read_vcd(fst_as_vcd(shell, "t.fst"));
    CHECK(vcd.values.at("chip.clk").size() == 2 * cycles);
    CHECK(shell.exists("t.gtkw"));
    CHECK(others_than(shell, {"t.fst", "t.gtkw", "t.states", "report.json", "back.vcd"}).empty());
}

TEST_CASE("without the converter FST is refused before the run, with the package that has it") {
    const Shell shell;
    const auto outcome = shell.hashiflex("run digits.yaml --trace t.fst", "env PATH=/none");
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Contains("vcd2fst") && Contains("gtkwave"));
    CHECK(others_than(shell, {}).empty());
}

TEST_CASE("a converter that fails is an error with what it said, and leaves nothing") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 2 --quiet --trace t.fst";
    const auto failed = shell.hashiflex(run, with_tool(shell, "vcd2fst", "cat > \"$2\"; echo no room >&2; exit 3\n"));
    CHECK(failed.code == 1);
    CHECK_THAT(failed.err, Contains("vcd2fst ended with exit code 3") && Contains("no room"));
    CHECK(others_than(shell, {"tools"}).empty());
    // It dies while the run goes on.
    const auto died = shell.hashiflex("run digits.yaml --images 2000 --quiet --trace t.fst",
                                      with_tool(shell, "vcd2fst", "echo gone >&2; exit 0\n"));
    CHECK(died.code == 1);
    CHECK_THAT(died.err, Contains("vcd2fst ended before it had read everything") && Contains("gone"));
    CHECK(others_than(shell, {"tools"}).empty());
}

TEST_CASE("FST into what cannot be rewound is refused") {
    if (skipped()) return;
    const Shell shell;
    REQUIRE(std::system(("mkfifo '" + shell.path("t.fst").string() + "'").c_str()) == 0);
    const auto outcome = shell.hashiflex("run digits.yaml --trace t.fst");
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Contains("regular file") && Contains(".vcd"));
}

TEST_CASE("traces change no byte of the report, at their limit either") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 9 --quiet --out ";
    CHECK(shell.hashiflex(run + "plain").code == 0);
    const auto traced = shell.hashiflex(run + "traced --trace t.vcd --timeline t.perfetto-trace --trace-limit 20000");
    CHECK(traced.code == 0);
    CHECK_THAT(traced.err, Contains("the waveform ends before cycle") && Contains("the timeline ends in cycle"));
    CHECK(shell.read("traced/report.json") == shell.read("plain/report.json"));
    CHECK(shell.read("t.vcd").size() <= 20000);
    CHECK(shell.read("t.perfetto-trace").size() <= 20000);
    hashiflex::test::read_vcd(shell.read("t.vcd"));
}

TEST_CASE("both engines write the timeline of a run, equal runs the same bytes") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 9 --quiet --reprogram-at 2 --timeline-window 30:60 ";
    CHECK(shell.hashiflex(run + "--timeline a").code == 0);
    CHECK(shell.hashiflex(run + "--timeline b --engine fast --timing-only").code == 0);
    CHECK(shell.hashiflex(run + "--timeline c -j 3").code == 0);
    CHECK(shell.read("a").size() > 10000);
    CHECK(shell.read("b") == shell.read("a"));
    CHECK(shell.read("c") == shell.read("a"));
    const auto late = shell.hashiflex("run digits.yaml --images 1 --timeline a --timeline-window 100000:100001");
    CHECK_THAT(late.err, Contains("nothing lies in --timeline-window"));
}

TEST_CASE("trace options that do not go together are refused") {
    const Shell shell;
    const auto rejected = [&](const std::string& options, const std::string& why) {
        INFO(options);
        const auto outcome = shell.hashiflex("run digits.yaml " + options);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains(why));
        CHECK(others_than(shell, {}).empty());
    };
    rejected("--trace-stages stem", "--trace-stages needs --trace FILE");
    rejected("--trace-data stem", "--trace-data needs --trace FILE");
    rejected("--timeline-window 1:2", "--timeline-window needs --timeline FILE");
    rejected("--trace a --timeline a", "the same file");
    rejected("--trace a.gtkw", "the view beside a waveform");
    rejected("--trace a.vcd --trace-stages stemm", "did you mean 'stem'?");
    rejected("--trace a.vcd --trace-data stem,,head", "unknown stage ''");
    rejected("--trace a.vcd --trace-data stem,", "a name is missing");
    rejected("--trace a.vcd --trace-data stem --timing-only", "--timing-only computes none");
    rejected("--trace a.vcd --trace-data stem -j 2", "leave out --jobs");
    rejected("--trace a.vcd --trace-limit 0", "found '0'");
    rejected("--timeline none/a", "none/a");
    rejected("--timeline ''", "the name of the file is empty");
}
